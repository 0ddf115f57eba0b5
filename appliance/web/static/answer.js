// What the box plays: its notes sound and show on the piano, its channel 10 is the metronome.

const CLICK_CHANNEL = 9;
const SUSTAIN = 64;
const ALL_SOUND_OFF = 120;
const ALL_NOTES_OFF = 123;

export class Answer {
  #sounding = new Map(); // channel and pitch as one number → pitch
  #sound;
  #part;
  #piano;

  constructor(sound, part, piano) {
    this.#sound = sound;
    this.#part = part;
    this.#piano = piano;
  }

  /** Plays one MIDI message from the box. */
  play([status, first, second]) {
    const channel = status & 0x0f;
    const kind = status & 0xf0;
    if (channel === CLICK_CHANNEL && kind < 0xb0) return this.#click(kind, first, second);
    if (kind === 0x90 && second > 0) return this.#start(channel, first, second);
    if (kind === 0x80 || kind === 0x90) return this.#end(channel, first);
    if (kind === 0xb0) this.#control(first, second);
  }

  /** Ends every note of the box. */
  silence() {
    for (const pitch of this.#sounding.values()) this.#piano.mark("box", pitch, false);
    this.#sounding.clear();
    this.#part.allOff();
  }

  #click(kind, pitch, velocity) {
    if (kind === 0x90 && velocity > 0) this.#sound.click(pitch, velocity);
  }

  #start(channel, pitch, velocity) {
    this.#end(channel, pitch);
    const key = channel * 128 + pitch;
    this.#sounding.set(key, pitch);
    this.#part.noteOn(key, pitch, velocity);
    this.#piano.mark("box", pitch, true);
  }

  #end(channel, pitch) {
    const key = channel * 128 + pitch;
    if (!this.#sounding.delete(key)) return;
    this.#part.noteOff(key);
    this.#piano.mark("box", pitch, false);
  }

  #control(number, value) {
    if (number === SUSTAIN) this.#part.sustain(value >= 64);
    if (number === ALL_SOUND_OFF || number === ALL_NOTES_OFF) this.silence();
  }
}
