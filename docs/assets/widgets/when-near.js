// The gallery has every widget: each is loaded when it comes near the view, or at once if the address opens it in some state.

if (location.protocol !== "file:") {
  const { src } = document.currentScript;
  const load = ({ localName }) => import(new URL(`${localName}.js`, src));
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
        near.unobserve(target);
        load(target);
      }
    },
    { rootMargin: "50%" },
  );
  for (const widget of document.querySelectorAll("article :not(:defined)")) {
    if (location.hash.includes(widget.localName)) load(widget);
    else near.observe(widget);
  }
}
