// The toggle switch: its position means nothing, every flip of it hands over.

const INTERACTIVE = "button, select, summary, a";

export class Toggle {
  #element;
  #report;

  /** @param report takes "flip". */
  constructor(element, report) {
    this.#element = element;
    this.#report = report;
    element.addEventListener("click", () => this.flip());
    addEventListener("keydown", (event) => this.#shortcut(event));
  }

  flip() {
    const up = this.#element.getAttribute("aria-checked") === "true";
    this.#element.setAttribute("aria-checked", String(!up));
    this.#report("flip");
  }

  /** "/" anywhere, and Space wherever it does not press something else. */
  #shortcut(event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const space = event.code === "Space" && !event.target.closest?.(INTERACTIVE);
    if (!space && event.key !== "/") return;
    event.preventDefault();
    this.flip();
  }
}
