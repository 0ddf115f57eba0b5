// The knob: drag, wheel or arrow keys turn it; a press pushes it, a long press holds it down.

const HOLD_MS = 1000;
const DRAG_PIXELS = 16;
const WHEEL_PIXELS = 60;
const DEGREES = 18;
const ARROWS = { ArrowLeft: "left", ArrowDown: "left", ArrowRight: "right", ArrowUp: "right" };

export class Knob {
  #element;
  #report;
  #angle = 0;
  #travel = 0; // pixels that make no whole detent yet
  #grip = null; // where the pointer was, while it holds the knob
  #timer = 0;
  #press = "none"; // "none", "down" or "spent": a spent press no longer pushes

  /** @param report takes "left", "right", "push" and "hold". */
  constructor(element, report) {
    this.#element = element;
    this.#report = report;
    this.#listenToPointer();
    this.#listenToKeys();
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** Turns one detent, "left" or "right". */
  turn(direction) {
    this.#angle += direction === "right" ? DEGREES : -DEGREES;
    this.#element.style.setProperty("--angle", `${this.#angle}deg`);
    this.#report(direction);
  }

  /** Lets go without pushing, as when the window loses the keyboard. */
  cancel() {
    this.#end(false);
    this.#grip = null;
  }

  #listenToPointer() {
    const element = this.#element;
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      this.#grip = { x: event.clientX, y: event.clientY };
      this.#travel = 0;
      this.#begin();
    });
    element.addEventListener("pointermove", (event) => this.#drag(event));
    element.addEventListener("pointerup", () => this.#letGo(true));
    element.addEventListener("pointercancel", () => this.#letGo(false));
  }

  #letGo(push) {
    if (this.#grip) this.#end(push);
    this.#grip = null;
  }

  #listenToKeys() {
    const presses = (event) => event.code === "Enter" || event.code === "Space";
    this.#element.addEventListener("keydown", (event) => {
      if (ARROWS[event.code]) this.turn(ARROWS[event.code]);
      if (presses(event) && !event.repeat) this.#begin();
      if (ARROWS[event.code] || presses(event)) event.preventDefault();
    });
    this.#element.addEventListener("keyup", (event) => {
      if (!presses(event)) return;
      event.preventDefault();
      this.#end(true);
    });
    this.#element.addEventListener("blur", () => this.#end(false));
  }

  #drag(event) {
    if (!this.#grip) return;
    const forward = event.clientX - this.#grip.x - (event.clientY - this.#grip.y);
    this.#grip = { x: event.clientX, y: event.clientY };
    this.#move(forward, DRAG_PIXELS);
  }

  #wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1);
    if (pixels * this.#travel < 0) this.#travel = 0;
    this.#move(pixels, WHEEL_PIXELS);
  }

  #move(pixels, perDetent) {
    this.#travel += pixels;
    while (Math.abs(this.#travel) >= perDetent) {
      this.#spend();
      const direction = this.#travel > 0 ? "right" : "left";
      this.#travel -= Math.sign(this.#travel) * perDetent;
      this.turn(direction);
    }
  }

  #begin() {
    this.#press = "down";
    this.#element.toggleAttribute("data-pressed", true);
    this.#timer = setTimeout(() => {
      this.#spend();
      this.#report("hold");
    }, HOLD_MS);
  }

  #spend() {
    clearTimeout(this.#timer);
    this.#press = "spent";
    this.#element.removeAttribute("data-pressed");
  }

  #end(push) {
    const pushed = push && this.#press === "down";
    this.#spend();
    this.#press = "none";
    if (pushed) this.#report("push");
  }
}
