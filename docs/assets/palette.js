// The colour scheme: that of the system, or the one that the reader chose. It runs before the page below the header is there, so
// that nothing is shown, or styled, in a scheme that does not stay.

const form = document.getElementById("palette");
const options = [...form.elements]; // system, light, dark; each has a label behind it that leads to the next
const light = matchMedia("(prefers-color-scheme: light)");
let chosen = __md_get("__palette")?.index ?? 0;

function show() {
  options.forEach((option, index) => (option.nextElementSibling.hidden = index !== chosen));
  options[chosen].checked = true;
  const shown = options[chosen || (light.matches ? 1 : 2)];
  document.body.setAttribute("data-md-color-scheme", shown.getAttribute("data-md-color-scheme"));
  document.documentElement.style.colorScheme = shown === options[1] ? "light" : "dark";
}

function change() {
  document.body.setAttribute("data-md-color-switching", ""); // Material's style for it: no colour fades into the other
  show();
  requestAnimationFrame(() => document.body.removeAttribute("data-md-color-switching"));
}

form.addEventListener("change", ({ target }) => {
  chosen = options.indexOf(target);
  __md_set("__palette", { index: chosen });
  change();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const next = options[(chosen + 1) % options.length];
  next.click();
  next.focus();
});
light.addEventListener("change", change);
show();
