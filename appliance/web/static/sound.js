// What the page sounds like: three parts and a metronome, mixed, kept from clipping.

import { electricPiano, pluckedBass, reed, woodBlock } from "./voices.js";

const MOST_VOICES = 32;
const REVERB_SECONDS = 1.6;
const SHORTEST_SECONDS = 0.03;

/** One player's notes, each under a key of its own. */
class Part {
  #voices = new Map(); // key → voice, oldest first
  #lifted = new Set(); // keys that sound on under the pedal alone
  #pedal = false;
  #start;

  /** @param start begins a note: (pitch, velocity) → voice, or null while there is no sound. */
  constructor(start) {
    this.#start = start;
  }

  noteOn(key, pitch, velocity) {
    this.#stop(key);
    if (this.#voices.size >= MOST_VOICES) this.#stop(this.#voices.keys().next().value);
    const voice = this.#start(pitch, velocity);
    if (voice) this.#voices.set(key, voice);
  }

  noteOff(key) {
    if (this.#pedal && this.#voices.has(key)) this.#lifted.add(key);
    else this.#stop(key);
  }

  sustain(down) {
    this.#pedal = down;
    if (!down) for (const key of [...this.#lifted]) this.#stop(key);
  }

  allOff() {
    this.#pedal = false;
    for (const key of [...this.#voices.keys()]) this.#stop(key);
  }

  #stop(key) {
    this.#voices.get(key)?.release();
    this.#voices.delete(key);
    this.#lifted.delete(key);
  }
}

export class Sound {
  #context = null;
  #mix = null;
  #volume = null;
  #level = 0.7;
  #muted = false;
  #waking = false; // pressed just now: what is played already counts
  #changed;

  /** @param changed called whenever `running` may have changed. */
  constructor(changed) {
    this.#changed = changed;
    this.player = new Part((pitch, velocity) => this.#begin(electricPiano, pitch, velocity, -0.15));
    this.box = new Part((pitch, velocity) => this.#begin(reed, pitch, velocity, 0.2));
    this.bass = new Part((pitch, velocity) => this.#begin(pluckedBass, pitch, velocity, 0));
  }

  get running() {
    return this.#context?.state === "running";
  }

  /** Switches the sound on; browsers allow that only while a person presses something. */
  wake() {
    if (!this.#context) this.#build(new AudioContext({ latencyHint: "interactive" }));
    if (this.running) return;
    this.#waking = navigator.userActivation?.isActive ?? true;
    this.#context.resume().catch(() => {});
  }

  click(pitch, velocity) {
    if (this.running) woodBlock(this.#context, this.#mix, pitch, velocity, this.#context.currentTime);
  }

  /** @param level 0 … 1; @param muted silences without forgetting the level. */
  setVolume(level, muted) {
    this.#level = level;
    this.#muted = muted;
    this.#volume?.gain.setTargetAtTime(muted ? 0 : level ** 2, this.#context.currentTime, 0.02);
  }

  #begin(instrument, pitch, velocity, pan) {
    const context = this.#context;
    if (!this.running && !this.#waking) return null;
    const place = new StereoPannerNode(context, { pan });
    place.connect(this.#mix);
    const start = context.currentTime;
    const voice = instrument(context, place, pitch, velocity, start);
    return { release: () => voice.release(Math.max(context.currentTime, start + SHORTEST_SECONDS)) };
  }

  #build(context) {
    this.#context = context;
    this.#mix = new GainNode(context);
    this.#volume = new GainNode(context, { gain: this.#muted ? 0 : this.#level ** 2 });
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -12, knee: 10, ratio: 12, attack: 0.003, release: 0.2,
    });
    const room = new ConvolverNode(context, { buffer: impulse(context) });
    this.#mix.connect(limiter);
    this.#mix.connect(room).connect(new GainNode(context, { gain: 0.22 })).connect(limiter);
    limiter.connect(this.#volume).connect(context.destination);
    context.onstatechange = () => {
      this.#waking = false;
      this.#changed();
    };
  }
}

/** The echo of a small room: noise that dies away. */
function impulse(context) {
  const length = Math.round(REVERB_SECONDS * context.sampleRate);
  const buffer = new AudioBuffer({ length, numberOfChannels: 2, sampleRate: context.sampleRate });
  for (const channel of [0, 1]) {
    const samples = buffer.getChannelData(channel);
    let smooth = 0;
    for (let i = 0; i < length; i += 1) {
      smooth += 0.35 * (Math.random() * 2 - 1 - smooth);
      samples[i] = smooth * Math.exp((-6.9 * i) / length);
    }
  }
  return buffer;
}
