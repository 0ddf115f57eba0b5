// Volume, mute, and the sentence that tells how to switch the sound on.

export class Mixer {
  #sound;
  #slider;
  #mute;
  #hint;

  constructor(sound, { slider, mute, hint }) {
    this.#sound = sound;
    this.#slider = slider;
    this.#mute = mute;
    this.#hint = hint;
    slider.addEventListener("input", () => this.#apply(false));
    mute.addEventListener("click", () => this.#apply(!this.#muted));
    for (const kind of ["pointerdown", "pointerup", "keydown"]) {
      addEventListener(kind, () => sound.wake(), { capture: true });
    }
    this.#apply(false);
  }

  /** Shows the hint for as long as there is no sound. */
  refresh() {
    this.#hint.hidden = this.#sound.running;
  }

  get #muted() {
    return this.#mute.getAttribute("aria-pressed") === "true";
  }

  #apply(muted) {
    this.#mute.setAttribute("aria-pressed", String(muted));
    this.#slider.style.setProperty("--level", `${this.#slider.value}%`);
    this.#sound.setVolume(this.#slider.value / 100, muted);
  }
}
