// Which questions this reader has answered: kept in this browser, for as long as the tab if it keeps nothing.

export const inTab = new Set();

/** Dispatches "change" when answers are kept or forgotten, in this tab or another. */
export const answers = new EventTarget();
addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith("quick-check ")) answers.dispatchEvent(new Event("change"));
});

/** The path by which the answers of a page are kept. */
export function pageAt(address) {
  return new URL(address, location.href).pathname.replace(/index\.html$/, "");
}

export const name = (page, question) => `quick-check ${page}#${question}`;

/** The browser's store, full or not, or null where it is forbidden. Tried once: other tabs hear of it. */
export const store = (() => {
  try {
    localStorage.setItem("quick-check", "");
    localStorage.removeItem("quick-check");
  } catch ({ name }) {
    if (name !== "QuotaExceededError") return null;
  }
  return localStorage;
})();

export function isAnswered(page, question) {
  return inTab.has(name(page, question)) || Boolean(store?.getItem(name(page, question)));
}

export function keepAnswered(page, question) {
  try {
    store.setItem(name(page, question), "right");
  } catch {
    inTab.add(name(page, question)); // no store, or a full one
  }
  answers.dispatchEvent(new Event("change"));
}
