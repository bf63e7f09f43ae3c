// Gives each block of code that can be run a button that copies it: a listing is its file, a session (>>>) is what was typed.

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
  button.addEventListener("click", async () => {
    const text = block.querySelector("code").textContent;
    await navigator.clipboard.writeText(block.classList.contains("language-pycon") ? typed(text) : text);
    button.textContent = "Copied";
    status.textContent = `Copied ${name}`;
    setTimeout(() => {
      button.textContent = "Copy";
      status.textContent = "";
    }, 2000);
  });
  block.append(button);
}

// Browsers offer the clipboard only to pages that came encrypted, or from this machine.
if (navigator.clipboard) {
  document.querySelectorAll("article .highlight:not(.no-copy)").forEach(addButton);
  document.querySelector("article")?.append(status);
}
