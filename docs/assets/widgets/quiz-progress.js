// <quiz-progress>: how many questions of each page have been answered, from what this browser keeps. Its content is the list
// as it reads without scripts, in which each link names the questions of its page:
//
//   <quiz-progress>
//     <p>6 questions</p>
//     <ul><li><a href="edges/" data-questions="check-1a check-2b">Edges</a> <span>2 questions</span></li>...</ul>
//   </quiz-progress>

import { answers, inTab, isAnswered, name, pageAt, store } from "./kept-answers.js";

class QuizProgress extends HTMLElement {
  #total = document.createElement("span");
  #forget = document.createElement("button");

  connectedCallback() {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
      return;
    }
    if (!this.#forget.isConnected) {
      this.#total.setAttribute("role", "status");
      this.#forget.type = "button";
      this.#forget.textContent = "Forget my answers";
      this.#forget.addEventListener("click", () => this.#forgetAll());
      this.querySelector(":scope > p")?.replaceChildren(this.#total, this.#forget);
    }
    answers.addEventListener("change", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    answers.removeEventListener("change", this);
  }

  /** Every answer on these pages, and those to questions that they no longer have. */
  #forgetAll() {
    const pages = this.#links().map((link) => name(pageAt(link.href), ""));
    const ours = (kept) => pages.some((page) => kept.startsWith(page));
    for (const kept of inTab) if (ours(kept)) inTab.delete(kept);
    for (const kept of Object.keys(store ?? {})) if (ours(kept)) store.removeItem(kept);
    answers.dispatchEvent(new Event("change"));
  }

  #links() {
    return [...this.querySelectorAll("a[data-questions]")];
  }

  handleEvent() {
    let [right, all] = [0, 0];
    for (const link of this.#links()) {
      const questions = link.dataset.questions.split(" ");
      const answered = questions.filter((question) => isAnswered(pageAt(link.href), question)).length;
      link.nextElementSibling.textContent = `${answered} of ${questions.length}`;
      right += answered;
      all += questions.length;
    }
    const fleeting = store ? "" : ", until you leave: this browser keeps nothing";
    this.#total.textContent = `${right} of ${all} answered${fleeting}`;
  }
}

// A page that loads the script twice stays as it is.
if (!customElements.get("quiz-progress")) customElements.define("quiz-progress", QuizProgress);
