// Material asks for the search index on every page, and the index is larger than most pages. Here the request waits until
// somebody goes to the search field, or comes from a result (?h=), whose words Material then marks with the index's rules.

const wanted = new Promise((resolve) => {
  if (new URLSearchParams(location.search).has("h")) resolve();
  addEventListener("focusin", ({ target }) => target.matches(".md-search__input") && resolve());
});

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
