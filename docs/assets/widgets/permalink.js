// The fragment of an address holds every state that is not the page's own: #kernel-stepper=done:3;stride:2&kernel-stepper-2=...
// The route of another site's script stays in it; the anchor of a heading gives way.

/** A map from a widget's key to its text; an anchor has none. */
export function entries(fragment) {
  const parts = fragment.replace(/^#/, "").split("&");
  return new Map(parts.filter((part) => /^[\w-]+=/.test(part)).map((part) => part.split(/=(.*)/s, 2)));
}

/** The fragment with the widget's entry replaced, or removed where the text is null. */
export function fragmentWith(fragment, key, text) {
  if (/^#[/!]/.test(fragment)) return fragment;
  const all = entries(fragment);
  const anchor = all.size ? "" : fragment.replace(/^#/, "");
  all.delete(key);
  if (text !== null) all.set(key, text); // behind the others: where the reader was last
  const joined = [...all].map(([name, value]) => `${name}=${value}`).join("&") || (text === null ? anchor : "");
  return joined && `#${joined}`;
}

/** A state as text, field by field. */
export function write(fields, state) {
  return Object.entries(fields)
    .map(([name, field]) => `${name}:${encodeURIComponent(field.write(state[name])).replaceAll("%2C", ",")}`)
    .join(";");
}

/** The state that a text gives, or undefined where a part of it is unknown, missing or not allowed. */
export function read(fields, text) {
  const state = {};
  for (const part of text.split(";")) {
    const [name, value] = part.split(/:(.*)/s, 2);
    if (!Object.hasOwn(fields, name) || value === undefined || name in state) return undefined;
    try {
      state[name] = fields[name].read(decodeURIComponent(value));
    } catch {
      return undefined; // a stray %
    }
    if (state[name] === undefined) return undefined;
  }
  return Object.keys(state).length === Object.keys(fields).length ? state : undefined;
}
