// One of the two players: a sound, a button that plays and stops it, and where it is.

const ENOUGH_SECONDS = 1; // of how it goes on

export class Player {
  #audio = new Audio();
  #card;
  #play;
  #time;
  #begins = 0;
  #heard = false;
  #events;

  /** Events: `started(player)` as it begins to play, `changed()` when enough was heard, `failed()`. */
  constructor(card, events) {
    this.#card = card;
    this.#play = card.querySelector(".play");
    this.#time = card.querySelector("input");
    this.#events = events;
    this.#play.addEventListener("click", () => this.toggle());
    card.querySelector(".skip").addEventListener("click", () => this.#from(this.#begins));
    this.#time.addEventListener("input", () => this.#seek(Number(this.#time.value)));
    for (const name of ["play", "pause", "ended"]) this.#audio.addEventListener(name, () => this.#show());
    this.#audio.addEventListener("play", () => this.#events.started(this));
    this.#audio.addEventListener("ended", () => this.#enough());
    this.#audio.addEventListener("timeupdate", () => this.#follow());
    this.#audio.addEventListener("loadedmetadata", () => this.#measure());
    this.#audio.addEventListener("error", () => this.#audio.src && this.#events.failed());
  }

  /** True when so much was heard that one can judge. */
  get heard() {
    return this.#heard;
  }

  /** Takes another sound; `begins` is when it goes on after the tune, in seconds. */
  load(sound, begins) {
    this.stop();
    URL.revokeObjectURL(this.#audio.src);
    this.#begins = begins;
    this.#heard = false;
    this.#audio.src = URL.createObjectURL(sound);
    this.#time.value = 0;
    this.#show();
  }

  /** Plays on, or stops where it is. */
  toggle() {
    if (this.#audio.paused) this.#start();
    else this.stop();
  }

  /** Stops where it is. */
  stop() {
    this.#audio.pause();
  }

  #from(second) {
    this.#seek(second);
    this.#start();
  }

  #start() {
    this.#audio.play().catch((error) => error.name === "AbortError" || this.#events.failed());
  }

  #seek(second) {
    this.#audio.currentTime = second;
  }

  #measure() {
    this.#time.max = this.#audio.duration;
    const share = Math.min(1, this.#begins / this.#audio.duration);
    this.#card.style.setProperty("--begins", `${100 * share}%`);
    this.#follow();
  }

  #follow() {
    this.#time.value = this.#audio.currentTime;
    const share = this.#audio.currentTime / (this.#audio.duration || 1);
    this.#card.style.setProperty("--now", `${100 * share}%`);
    if (!this.#audio.paused && this.#audio.currentTime > this.#begins + ENOUGH_SECONDS) this.#enough();
  }

  #enough() {
    if (this.#heard) return;
    this.#heard = true;
    this.#show();
    this.#events.changed();
  }

  #show() {
    this.#card.toggleAttribute("data-playing", !this.#audio.paused);
    this.#card.toggleAttribute("data-heard", this.#heard);
    this.#play.setAttribute("aria-pressed", String(!this.#audio.paused));
    this.#card.querySelector(".heard").textContent = this.#heard ? "Heard" : "Not heard yet";
  }
}
