// What the box plays: its notes sound and show on the piano, its channel 10 is the metronome.
// A channel whose General MIDI program is a bass sounds as one.

const CLICK_CHANNEL = 9;
const BASSES = new Set([32, 33, 34, 35, 36, 37, 38, 39, 42, 43, 58]); // cello, contrabass, tuba too
const SUSTAIN = 64;
const ALL_SOUND_OFF = 120;
const ALL_NOTES_OFF = 123;

export class Answer {
  #sounding = new Map(); // channel and pitch as one number → pitch
  #programs = new Map(); // channel → General MIDI program
  #sound;
  #piano;

  constructor(sound, piano) {
    this.#sound = sound;
    this.#piano = piano;
  }

  /** Plays one MIDI message from the box. */
  play([status, first, second]) {
    const channel = status & 0x0f;
    const kind = status & 0xf0;
    if (channel === CLICK_CHANNEL && kind < 0xb0) return this.#click(kind, first, second);
    if (kind === 0x90 && second > 0) return this.#start(channel, first, second);
    if (kind === 0x80 || kind === 0x90) return this.#end(channel, first);
    if (kind === 0xb0) this.#control(channel, first, second);
    if (kind === 0xc0) this.#programs.set(channel, first);
  }

  /** Ends every note of the box. */
  silence() {
    for (const pitch of this.#sounding.values()) this.#piano.mark("box", pitch, false);
    this.#sounding.clear();
    for (const part of this.#parts) part.allOff();
  }

  get #parts() {
    return [this.#sound.box, this.#sound.bass];
  }

  #partOf(channel) {
    return BASSES.has(this.#programs.get(channel)) ? this.#sound.bass : this.#sound.box;
  }

  #click(kind, pitch, velocity) {
    if (kind === 0x90 && velocity > 0) this.#sound.click(pitch, velocity);
  }

  #start(channel, pitch, velocity) {
    this.#end(channel, pitch);
    const key = channel * 128 + pitch;
    this.#sounding.set(key, pitch);
    this.#partOf(channel).noteOn(key, pitch, velocity);
    this.#piano.mark("box", pitch, true);
  }

  #end(channel, pitch) {
    const key = channel * 128 + pitch;
    if (!this.#sounding.delete(key)) return;
    for (const part of this.#parts) part.noteOff(key);
    this.#piano.mark("box", pitch, false);
  }

  #control(channel, number, value) {
    if (number === SUSTAIN) this.#partOf(channel).sustain(value >= 64);
    if (number === ALL_SOUND_OFF || number === ALL_NOTES_OFF) this.silence();
  }
}
