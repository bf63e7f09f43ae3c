// Brings the widgets of an article to life: those of the gallery, which has many, as they come near or the address opens them.

const MANY = 6; // kinds, with questions, which never wait

export function start() {
  const found = Map.groupBy(document.querySelectorAll("article :not(:defined)"), ({ localName }) => localName);
  const load = (name) => import(`./${name}.js`).catch(console.error);
  const meet = ({ isIntersecting, target }) => isIntersecting && load(target.localName);
  const near = new IntersectionObserver((entries) => entries.forEach(meet), { rootMargin: "50%" });
  const waits = (name) => found.size >= MANY && !/^qui/.test(name) && !location.hash.includes(name);
  for (const [name, widgets] of found) if (waits(name)) widgets.forEach((widget) => near.observe(widget));
  return Promise.all([...found.keys()].filter((name) => !waits(name)).map(load));
}
