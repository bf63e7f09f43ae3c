// Elements made in one expression.

/**
 * @param {string} tag
 * @param {Record<string, any>} [given] attributes; a function is a listener ("onclick"), false and undefined leave one out
 * @param {...(Node | string)} children
 */
export function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Sets the text only where it differs, so that nothing is announced or selected anew. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A sheet for `Widget.styles`. */
export function css(parts, ...values) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(String.raw(parts, ...values));
  return sheet;
}

/** A native select below its label: options are [value, text] pairs or values. `onchange` is given the chosen value. */
export function select(label, options, onchange) {
  const control = element("select", { "aria-label": label, onchange: () => onchange(control.value) });
  control.append(
    ...options.map((option) => {
      const [value, text] = [option].flat();
      return element("option", { value }, String(text ?? value));
    }),
  );
  return { control, element: element("label", { class: "field" }, element("span", {}, label), control) };
}
