// Brings an article to life: questions at once, widgets when they come near, when the address opens them, and with Tab.

export function start() {
  const found = [...document.querySelectorAll("article :not(:defined)")];
  const names = [...new Set(found.map(({ localName }) => localName))];
  const load = (name) => import(`./${name}.js`).catch(console.error);
  const meet = ({ isIntersecting, target }) => isIntersecting && load(target.localName);
  const near = new IntersectionObserver((entries) => entries.forEach(meet), { rootMargin: "50%" });
  const waits = (name) => !/^qui/.test(name) && !location.hash.includes(name);
  for (const widget of found) if (waits(widget.localName)) near.observe(widget);
  if (!CSS.supports("overflow-anchor", "auto")) found.forEach(steady);
  addEventListener("keydown", ({ key }) => key === "Tab" && names.forEach(load));
  return Promise.all(names.filter((name) => !waits(name)).map(load));
}

/** Safari keeps nothing in place: what grows above takes what is read, below the header, along. */
function steady(widget) {
  let known = widget.offsetHeight;
  new ResizeObserver(() => {
    const by = widget.offsetHeight - known;
    known += by;
    if (widget.getBoundingClientRect().bottom - by < 70) scrollBy({ top: by, behavior: "instant" });
  }).observe(widget);
}
