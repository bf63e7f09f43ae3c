// What tests/test_access.py asks of a page in the browser: each function returns what is wrong, in words.

globalThis.access ??= (() => {
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const told = (element) => element.cloneNode(true).outerHTML.replace(/ (class="focus-visible"|data-focus\S*)/g, "").slice(0, 120);
  const LIVE = { contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true };
  const seen = (element) => element.checkVisibility(LIVE) && element.getBoundingClientRect().height > 1;

  // By keyboard

  const places = new Map();
  const unfocused = new Map();
  const visited = new Set();

  /** Widgets load their data when they are seen. */
  async function prepare() {
    for (const widget of all("article :defined").filter(({ loaded }) => loaded)) {
      widget.scrollIntoView();
      await widget.loaded;
    }
    scrollTo(0, 0);
    collect(document);
  }

  /** Every element in the order of the document, widgets included, and how those that can take the focus look without it. */
  function collect(root) {
    for (const element of all("*", root)) {
      places.set(element, places.size);
      if (element.shadowRoot) collect(element.shadowRoot);
      if (element.matches(FOCUSABLE)) unfocused.set(element, ring(element));
    }
  }

  // The switches of Material's palette have no size of their own: the label that is shown stands for them.
  const standIn = (element) => (element.matches(".md-option") ? element.form.querySelector("label:not([hidden])") : element);

  function ring(element) {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow } = getComputedStyle(standIn(element));
    const outline = outlineStyle === "none" ? "none" : [outlineStyle, outlineWidth, outlineColor].join(" ");
    return { look: outline + boxShadow, reach: parseFloat(outlineWidth) + parseFloat(outlineOffset) };
  }

  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }

  /** Whether some part of it lies in the window with nothing over it. */
  function onTop(element) {
    const shown = standIn(element);
    return [...shown.getClientRects()].some(({ left, right, top, bottom }) => {
      const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
      const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
      return shown.contains(shown.getRootNode().elementFromPoint(x, y));
    });
  }

  /** Sides of the ring that lie beyond what some ancestor lets be seen. */
  function cut(element) {
    const shown = standIn(element);
    const { reach } = ring(element);
    const own = shown.getBoundingClientRect();
    const sides = new Set();
    const around = (box) => box.parentElement ?? box.getRootNode().host;
    for (let box = around(shown); box; box = around(box)) {
      if (box === document.body || getComputedStyle(box).overflow === "visible") continue;
      const frame = box.getBoundingClientRect();
      if (own.left - reach < frame.left - 1) sides.add("left");
      if (own.right + reach > frame.right + 1) sides.add("right");
      if (own.top - reach < frame.top - 1) sides.add("top");
      if (own.bottom + reach > frame.bottom + 1) sides.add("bottom");
    }
    return [...sides];
  }

  function named(element) {
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ");
    const labels = [...ids.map((id) => id && element.getRootNode().getElementById(id)), ...(element.labels ?? [])];
    const texts = [element, ...labels].map((each) => each?.textContent);
    return [element.ariaLabel, element.title, element.querySelector("img")?.alt, ...texts].some((text) => text?.trim());
  }

  /** Where the focus is and what is wrong with it; null when it has left the page. A drawer and the search take time to open. */
  async function step() {
    const element = focused();
    if (!element || element === document.body) return null;
    visited.add(element);
    for (let frame = 0; frame < 40 && !onTop(element); frame++) await new Promise(requestAnimationFrame);
    const problems = [];
    if (!onTop(element)) problems.push("is out of sight");
    if (ring(element).look === unfocused.get(element)?.look) problems.push("looks as if it had no focus");
    else if (cut(element).length > 2) problems.push(`has a ring of which ${cut(element)} are cut off`);
    if (!named(element)) problems.push("has no name");
    if (element.localName === "div" && !element.role) problems.push("has no role");
    return { place: places.get(element) ?? -1, what: told(element), problems };
  }

  /** What could take the focus, from a place on, and never did. Radio buttons of one group are one stop. */
  function missed(from) {
    const same = (one, other) => one.type === "radio" && one.name === other.name && one.form === other.form;
    const can = (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true });
    return [...unfocused.keys()]
      .filter((element) => places.get(element) >= from && can(element) && !visited.has(element))
      .filter((element) => ![...visited].some((other) => same(element, other)))
      .map((element) => `${told(element)} cannot be reached`);
  }

  // For those who hear it

  function structure() {
    const problems = [];
    const article = document.querySelector("main article");
    for (const landmark of ["header", "main", "footer"]) {
      if (all(`body > ${landmark}, body > div > ${landmark}`).length !== 1) problems.push(`not one ${landmark}`);
    }
    const unnamed = all("nav").filter((nav) => !nav.ariaLabel && !nav.getAttribute("aria-labelledby"));
    if (unnamed.length) problems.push("a nav without a label");
    if (document.documentElement.lang !== "en") problems.push("no language");

    const headings = all("h1, h2, h3, h4, h5, h6");
    const levels = headings.map(({ localName }) => Number(localName[1]));
    if (levels[0] !== 1 || levels.lastIndexOf(1) !== 0) problems.push(`headings of levels ${levels}`);
    headings.forEach((heading, i) => {
      if (levels[i] > (levels[i - 1] ?? 0) + 1) problems.push(`after a heading of level ${levels[i - 1]}: ${heading.textContent}`);
      if (!article.contains(heading)) problems.push(`a heading outside of the article: ${heading.textContent}`);
    });

    for (const { alt, src } of all("img", article)) {
      const says = alt.trim().split(/\s+/).length >= 8 && !/^(an? |the )?(figure|image|picture|plot|diagram) (of|show)/i.test(alt);
      if (!says) problems.push(`an alt text that does not say what ${src.split("/").pop()} shows: "${alt}"`);
    }
    const heads = (cell) => cell.localName === "th" || !cell.textContent.trim() || cell.querySelector("math");
    for (const table of all("table", article)) {
      const [head, ...rows] = all("tr", table);
      if (![...head.cells].every(heads)) problems.push(`a table without column headers: ${head.textContent}`);
      for (const row of rows) if (!heads(row.cells[0])) problems.push(`a row without a header: ${row.textContent}`);
    }
    const skip = document.querySelector(".md-skip")?.hash.slice(1);
    if (!skip || !article.contains(document.getElementById(skip))) problems.push("no link that skips to the text");
    return problems;
  }

  // Without scripts

  /** The text of the article that can be read, widgets aside, when everything is unfolded. */
  function readable(widgets) {
    for (const details of all("details")) details.open = true;
    for (const part of all(`article :is(${widgets}, .copy, .copy-status)`)) part.style.setProperty("display", "none", "important");
    return document.querySelector("article").innerText;
  }

  function fallbacks(widgets) {
    const empty = all(widgets).filter((widget) => widget.innerText.length < 20 || ![...widget.children].some(seen));
    return empty.map(({ localName }) => `no fallback of ${localName}`);
  }

  // On paper

  function paper(widgets) {
    const problems = [];
    const never = [
      ".md-header, .md-sidebar, .md-footer, .md-skip, .headerlink, .copy, .take-along > a",
      ".dark-only, .figure-code > *, button, input, select",
    ];
    const style = (element, pseudo) => getComputedStyle(element, pseudo);
    for (const element of all(never.join())) if (seen(element)) problems.push(`shows ${told(element)}`);
    for (const widget of all(widgets)) {
      const controls = widget.shadowRoot ? all(".widget, button, input, select", widget.shadowRoot) : [];
      if (controls.some(seen)) problems.push(`shows the controls of ${widget.localName}`);
      if (![...widget.children].some(seen)) problems.push(`lacks the fallback of ${widget.localName}`);
    }
    for (const element of all("details:not(.figure-code, .cite) > :not(summary, .figure-code), .cite > p:nth-of-type(1)")) {
      if (!seen(element)) problems.push(`keeps folded ${told(element)}`);
    }
    for (const verdict of all("quick-check .verdict")) if (!seen(verdict)) problems.push(`does not say whether it is right: ${told(verdict.parentElement)}`);
    for (const link of all("article a[href^=http]")) {
      const says = style(link, "::after").content.includes(link.getAttribute("href"));
      if (seen(link) && !says) problems.push(`does not say where ${told(link)} leads`);
    }
    for (const element of all("article *")) {
      if (seen(element) && element.getBoundingClientRect().right > innerWidth + 1) problems.push(`cuts off ${told(element)}`);
    }
    for (const element of all("article :is(pre, pre > code, .table, .formula)")) {
      if (element.scrollWidth > element.clientWidth + 1) problems.push(`scrolls in ${told(element)}`);
    }
    for (const figure of all("figure")) {
      if (style(figure).breakInside !== "avoid") problems.push("may split a figure from its caption");
      if (all("img", figure).filter(seen).length !== 1) problems.push(`shows not one drawing of ${told(figure)}`);
    }
    const below = document.documentElement.scrollHeight - Math.max(innerHeight, document.body.getBoundingClientRect().bottom + scrollY);
    if (below > 1) problems.push(`goes on for ${Math.round(below)} px below its last line, perhaps to an empty page`);
    for (const element of all("html, body, main")) {
      const { backgroundColor } = style(element);
      if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(backgroundColor)) problems.push(`is printed on ${backgroundColor}`);
    }
    for (const element of all("article :is(p, li, h1, h2, th, td, code)")) {
      const [red, green, blue] = style(element).color.match(/\d+/g).map(Number);
      if (seen(element) && Math.max(red, green, blue) > 190) problems.push(`is pale: ${told(element)}`);
    }
    return [...new Set(problems)];
  }

  return { prepare, step, missed, structure, readable, fallbacks, paper };
})();
