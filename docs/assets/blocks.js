// Blocks of code: each that can be run has a button that copies it, as a listing its file, as a session (>>>) what was typed; each
// that is wider than its place takes the focus, so that arrow keys scroll it. What goes on beyond its right edge, tables and
// formulas as well, fades there: cut between two columns or digits it would seem complete.

const status = document.createElement("p");
status.className = "copy-status";
status.setAttribute("role", "status");

function typed(session) {
  const lines = session.split("\n").filter((line) => /^(>>>|\.\.\.)( |$)/.test(line));
  return lines.map((line) => line.slice(4) + "\n").join("");
}

function addButton(block) {
  const name = block.querySelector(".filename")?.textContent ?? "code";
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${name}`);
  let timer;
  button.addEventListener("click", async () => {
    const code = block.querySelector("code");
    try {
      await navigator.clipboard.writeText(block.classList.contains("language-pycon") ? typed(code.textContent) : code.textContent);
      button.textContent = "Copied";
      status.textContent = `Copied ${name}`;
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
      status.textContent = `The browser does not let a button copy here. ${name} is selected; copy it with the keyboard.`;
    }
    const said = status.textContent;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = "Copy";
      if (status.textContent === said) status.textContent = ""; // not what another button has told since
    }, 2000);
  });
  block.append(button);
}

// Browsers offer the clipboard only to pages that came encrypted, or from this machine.
if (navigator.clipboard) {
  document.querySelectorAll("article .highlight:not(.no-copy)").forEach(addButton);
  document.querySelector("article")?.append(status);
}

// What a term means lies on the lines below it; Escape takes it away.
addEventListener("keydown", ({ key, target }) => key === "Escape" && target.matches?.("article abbr") && target.blur());

const goesOn = (part) => part.scrollWidth - part.clientWidth - part.scrollLeft > 1;

// Material's script lets code take the focus only once it is seen (content.lazy): for all at once it would lay out what is folded.
const sized = new ResizeObserver((changed) => {
  const parts = changed.map(({ target }) => ({ target, isWide: target.scrollWidth > target.clientWidth, isCut: goesOn(target) }));
  for (const { target, isWide, isCut } of parts) {
    target.classList.toggle("goes-on", isCut);
    if (!target.matches("code")) continue;
    if (isWide) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const part of document.querySelectorAll("article :is(pre > code, .table, .formula)")) {
  sized.observe(part);
  part.addEventListener("scroll", () => part.classList.toggle("goes-on", goesOn(part)), { passive: true });
}
