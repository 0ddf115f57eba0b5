// The player's hands: whatever presses a key (mouse, finger, computer key, MIDI keyboard) is a
// source; a note sounds at once, goes to the box, and ends when its last source lets go.

const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;

export class Player {
  #pitches = new Map(); // source → pitch it holds
  #link;
  #part;
  #piano;

  constructor(link, part, piano) {
    this.#link = link;
    this.#part = part;
    this.#piano = piano;
  }

  /** Strikes a key; a source holds one key at a time. */
  press(source, pitch, velocity) {
    this.release(source);
    if (this.#isHeld(pitch)) this.#end(pitch);
    this.#pitches.set(source, pitch);
    this.#link.midi([NOTE_ON, pitch, velocity]);
    this.#part.noteOn(pitch, pitch, velocity);
    this.#piano.mark("player", pitch, true);
  }

  /** Lets go of the key that a source holds, if any. */
  release(source) {
    const pitch = this.#pitches.get(source);
    if (pitch === undefined) return;
    this.#pitches.delete(source);
    if (!this.#isHeld(pitch)) this.#end(pitch);
  }

  /** Lets go of everything held by sources whose name begins so. */
  releaseAll(prefix = "") {
    for (const source of [...this.#pitches.keys()]) {
      if (source.startsWith(prefix)) this.release(source);
    }
  }

  #isHeld(pitch) {
    return [...this.#pitches.values()].includes(pitch);
  }

  #end(pitch) {
    this.#link.midi([NOTE_OFF, pitch, 0]);
    this.#part.noteOff(pitch);
    this.#piano.mark("player", pitch, false);
  }
}
