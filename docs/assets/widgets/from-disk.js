// Browsers refuse modules from a disk, and widgets are modules. This script of the old kind says below each fallback how the book is
// served.

if (location.protocol === "file:") {
  const folder = decodeURIComponent(new URL("../..", document.currentScript.src).pathname).replace(/^\/(?=[A-Z]:)|\/$/g, "");
  for (const widget of document.querySelectorAll("article :not(:defined, quick-check ~ quick-check, quiz-progress)")) {
    const line = document.createElement("p");
    const command = document.createElement("code");
    line.className = "from-disk";
    command.textContent = `python3 -m http.server --directory "${folder}"`;
    const what = widget.localName === "quick-check" ? "Questions reply" : "This figure is interactive";
    line.append(`${what} when the book is served. Run `, command, " and open http://localhost:8000.");
    widget.append(line);
  }
}
