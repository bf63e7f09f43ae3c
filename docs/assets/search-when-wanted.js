// Material asks for the search index on every page, and the index is larger than most pages. Here the request waits until
// somebody goes to the search field, or comes from a result (?h=), whose words Material then marks with the index's rules.

const wanted = new Promise((resolve) => {
  if (new URLSearchParams(location.search).has("h")) resolve();
  addEventListener("focusin", ({ target }) => target.matches(".md-search__input") && resolve());
});

// Material lets go of the field with Tab, after which WebKit would begin at the top of the page: the key goes on by itself.
addEventListener(
  "keydown",
  ({ key, target }) => {
    if (key !== "Tab" || !target.matches?.(".md-search__input")) return;
    target.blur = () => {};
    setTimeout(() => delete target.blur);
  },
  true,
);

globalThis.XMLHttpRequest = class extends XMLHttpRequest {
  #address = "";

  open(method, url, ...rest) {
    this.#address = String(url);
    super.open(method, url, ...rest);
  }

  send(body) {
    if (this.#address.endsWith("/search_index.json")) wanted.then(() => super.send(body));
    else super.send(body);
  }
};
