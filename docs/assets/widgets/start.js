// Brings an article to life: questions at once, widgets when they come near, when the address opens them, and with Tab.

export function start() {
  const found = Map.groupBy(document.querySelectorAll("article :not(:defined)"), ({ localName }) => localName);
  const names = [...found.keys()];
  const load = (name) => import(`./${name}.js`).catch(console.error);
  const meet = ({ isIntersecting, target }) => isIntersecting && load(target.localName);
  const near = new IntersectionObserver((entries) => entries.forEach(meet), { rootMargin: "50%" });
  const waits = (name) => !/^qui/.test(name) && !location.hash.includes(name);
  for (const name of names) if (waits(name)) found.get(name).forEach((widget) => near.observe(widget));
  addEventListener("keydown", ({ key }) => key === "Tab" && names.forEach(load));
  return Promise.all(names.filter((name) => !waits(name)).map(load));
}
