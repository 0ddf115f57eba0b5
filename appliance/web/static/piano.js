// The piano: keys for mouse, fingers and focus, lit by what the player and the box play.

const WHITES = [0, 2, 4, 5, 7, 9, 11];
const BLACKS = [1, 3, 6, 8, 10];
const NAMES = ["C", "C sharp", "D", "D sharp", "E", "F", "F sharp", "G", "G sharp", "A", "A sharp", "B"];
const OCTAVES = 3;
const LOWEST = 48;
const SHIFTS = 2;
const DEFAULT_VELOCITY = 90;

/** A pitch as people write it: "C4" is middle C. */
export function nameOf(pitch) {
  return `${NAMES[pitch % 12].replace(" sharp", "♯")}${Math.floor(pitch / 12) - 1}`;
}

export class Piano {
  shift = 0;
  #root;
  #keys = []; // in the order of their pitches
  #marks = { player: new Map(), box: new Map() }; // pitch → how many times it sounds
  #under = new Map(); // pointer → key it is on
  #hands = null;

  constructor(root) {
    this.#root = root;
    for (let octave = 0; octave < OCTAVES; octave += 1) this.#addOctave(octave * 12, [...WHITES, ...BLACKS]);
    this.#addOctave(OCTAVES * 12, [0]);
    this.#keys.sort((one, other) => one.dataset.offset - other.dataset.offset);
    this.#keys[12].tabIndex = 0;
    this.#label();
  }

  /** Gives the piano hands: `press(source, pitch, velocity)` and `release(source)`. */
  attach(hands) {
    this.#hands = hands;
    this.#listenToPointers();
    this.#listenToFocus();
  }

  /** The lowest pitch of the computer keys' octave, and of the focus at first. */
  get home() {
    return LOWEST + 12 + this.shift * 12;
  }

  /** Moves all keys by octaves; false at the end of the range. */
  shiftBy(octaves) {
    const shift = Math.max(-SHIFTS, Math.min(SHIFTS, this.shift + octaves));
    if (shift === this.shift) return false;
    this.shift = shift;
    this.#label();
    return true;
  }

  /** Names of the lowest and the highest key in sight. */
  get range() {
    const shown = this.#keys.filter((key) => key.getClientRects().length > 0);
    return shown.length ? [pitchOf(shown[0]), pitchOf(shown.at(-1))] : [this.home, this.home];
  }

  /** Lights or darkens a key for the "player" or the "box". */
  mark(who, pitch, on) {
    const count = (this.#marks[who].get(pitch) ?? 0) + (on ? 1 : -1);
    if (count > 0) this.#marks[who].set(pitch, count);
    else this.#marks[who].delete(pitch);
    this.#paint();
  }

  /** Writes on the keys which computer key plays them: a list, from the home key upwards. */
  letter(letters) {
    letters.forEach((letter, index) => {
      this.#keys[12 + index].dataset.letter = letter;
    });
  }

  #addOctave(offset, steps) {
    const octave = document.createElement("div");
    octave.className = steps.length > 1 ? "octave" : "octave last";
    for (const step of steps) octave.append(this.#makeKey(offset, step));
    this.#root.append(octave);
  }

  #makeKey(offset, step) {
    const key = document.createElement("button");
    key.type = "button";
    key.tabIndex = -1;
    key.className = BLACKS.includes(step) ? "key black" : "key white";
    key.dataset.step = step;
    key.dataset.offset = offset + step;
    this.#keys.push(key);
    return key;
  }

  #label() {
    for (const key of this.#keys) {
      const pitch = LOWEST + this.shift * 12 + Number(key.dataset.offset);
      key.dataset.pitch = pitch;
      key.dataset.name = pitch % 12 === 0 ? nameOf(pitch) : "";
      key.setAttribute("aria-label", `${NAMES[pitch % 12]} ${Math.floor(pitch / 12) - 1}`);
    }
    this.#paint();
  }

  #paint() {
    for (const key of this.#keys) {
      key.toggleAttribute("data-player", this.#marks.player.has(pitchOf(key)));
      key.toggleAttribute("data-box", this.#marks.box.has(pitchOf(key)));
    }
    const [low, high] = this.range;
    const pitches = [...this.#marks.box.keys()];
    this.#root.toggleAttribute("data-below", pitches.some((pitch) => pitch < low));
    this.#root.toggleAttribute("data-above", pitches.some((pitch) => pitch > high));
  }

  #listenToPointers() {
    const end = (event) => this.#hands.release(`pointer:${event.pointerId}`);
    this.#root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#root.setPointerCapture(event.pointerId);
      this.#touch(event, null);
    });
    this.#root.addEventListener("pointermove", (event) => {
      if (this.#root.hasPointerCapture(event.pointerId)) this.#touch(event, this.#under.get(event.pointerId));
    });
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.#root.addEventListener(kind, end);
    }
    this.#root.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #touch(event, before) {
    const source = `pointer:${event.pointerId}`;
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest(".key") ?? null;
    this.#under.set(event.pointerId, key);
    if (key === before) return;
    if (key) this.#hands.press(source, pitchOf(key), velocityAt(key, event.clientY));
    else this.#hands.release(source);
  }

  #listenToFocus() {
    this.#root.addEventListener("keydown", (event) => this.#keyDown(event));
    this.#root.addEventListener("keyup", (event) => {
      if (event.code === "Space" || event.code === "Enter") this.#hands.release("focus");
    });
    this.#root.addEventListener("focusout", () => this.#hands.release("focus"));
  }

  #keyDown(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.code];
    const plays = event.code === "Space" || event.code === "Enter";
    if (step) this.#moveFocus(event.target, step);
    if (plays && !event.repeat) this.#hands.press("focus", pitchOf(event.target), DEFAULT_VELOCITY);
    if (step || plays) event.preventDefault();
  }

  #moveFocus(key, step) {
    const next = this.#keys[this.#keys.indexOf(key) + step];
    if (!next || next.getClientRects().length === 0) return;
    key.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function pitchOf(key) {
  return Number(key.dataset.pitch);
}

/** Soft at the top of a key, loud at its front edge. */
function velocityAt(key, y) {
  const { top, height } = key.getBoundingClientRect();
  return Math.round(45 + 75 * Math.max(0, Math.min(1, (y - top) / height)));
}
