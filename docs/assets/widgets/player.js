// Step, step back, scrub, play and speed over a sequence. It plays by jumps from one moment to the next; where a reader prefers
// reduced motion, each press of Play is a single jump. Whatever glides in between is the business of a style sheet.

import { button, css, element, select, setText } from "./elements.js";

export const playerStyles = css`
  .player {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
  }
  .player .scrub {
    align-items: center;
    display: flex;
    flex: 1 1 9em;
    gap: 0.5em;
    max-width: 22em;
  }
  .player .scrub input {
    flex: 1;
    min-width: 6em;
    width: 0;
  }
  .player .scrub output {
    min-width: 4.2em;
  }
  .player .step {
    background: var(--ink-);
    border-color: var(--ink-);
    color: var(--paper-);
  }
  .player .step[aria-disabled="true"] {
    background: var(--muted-);
    border-color: var(--muted-);
  }
`;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Player {
  #timer = 0;
  #pause = 1000;

  /**
   * @param {import("./widget.js").Widget} widget stops the player when it leaves the screen
   * @param {{what: string, length: () => number, at: () => number, go: (moment: number) => void, whole?: () => boolean}} sequence
   *   moments 0 to `length`; Play begins anew where `whole` says that moments before this one were left out
   */
  constructor(widget, sequence) {
    this.widget = widget;
    this.sequence = sequence;
    this.back = button("Step back", () => this.#move(-1));
    this.step = button("Step", () => this.#move(1), { class: "step" });
    this.play = button("Play", () => (this.playing ? this.stop() : this.#start()));
    this.range = element("input", { type: "range", min: 0, "aria-label": sequence.what, oninput: () => this.#jump(+this.range.value) });
    this.where = element("output", { "aria-hidden": "true" });
    const speeds = [
      [1000, "1 a second"],
      [500, "2 a second"],
      [200, "5 a second"],
      [2000, "1 in 2 seconds"],
    ];
    this.speed = select("Speed", speeds, (pause) => this.#setPause(+pause));
    this.speed.element.firstChild.className = "hidden"; // what "1 a second" is can be seen
    const scrub = element("div", { class: "scrub" }, this.range, this.where);
    this.element = element("div", { class: "player" }, this.step, this.back, this.play, this.speed.element, scrub);
    widget.player = this;
  }

  get playing() {
    return this.#timer !== 0;
  }

  /** Bring the controls in line with the sequence. */
  show() {
    const [at, length] = [this.sequence.at(), this.sequence.length()];
    this.range.max = length;
    this.range.value = at;
    this.range.ariaValueText = `${at} of ${length}`;
    setText(this.where, `${at} of ${length}`);
    this.back.ariaDisabled = String(at === 0);
    this.step.ariaDisabled = String(at === length);
    this.play.ariaDisabled = String(length === 0);
    setText(this.play, this.playing ? "Pause" : "Play");
  }

  #move(by) {
    this.#jump(Math.max(0, Math.min(this.sequence.at() + by, this.sequence.length())));
  }

  #jump(moment) {
    this.stop();
    this.sequence.go(moment);
  }

  #setPause(pause) {
    this.#pause = pause;
    if (this.playing) this.#start();
  }

  #start() {
    if (this.sequence.length() === 0) return;
    const anew = this.sequence.at() >= this.sequence.length() || this.sequence.whole?.() === false;
    if (still.matches) return this.#jump(anew ? 0 : this.sequence.at() + 1);
    clearTimeout(this.#timer);
    this.widget.quiet = true;
    if (anew) this.sequence.go(0);
    this.#timer = setTimeout(() => this.#tick(), this.#pause);
    this.show();
  }

  #tick() {
    this.sequence.go(this.sequence.at() + 1);
    if (this.sequence.at() < this.sequence.length()) this.#timer = setTimeout(() => this.#tick(), this.#pause);
    else this.stop();
  }

  /** Stop playing; the widget then says where it stands. */
  stop() {
    if (!this.playing) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.widget.quiet = false;
    this.show();
    this.widget.refresh();
  }
}
