// The instruments: an electric piano for the player, a soft reed and a plucked bass for the box, a
// wood block.
//
// Attack, decay and release are exponential approaches from where the level is, so nothing
// clicks; attack and decay are gains of their own with one event each, so that a note which
// reaches a busy audio thread late is still a note.

const RELEASE_SECONDS = 0.07;
const TAIL_SECONDS = 0.7;
const TICK_SECONDS = 0.15;
const LOUDEST = 0.3;

/** Hertz of a MIDI pitch. */
function frequencyOf(pitch) {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** Peak level of a velocity, 1 … 127. */
function levelOf(velocity) {
  return LOUDEST * (velocity / 127) ** 1.4;
}

class Voice {
  #attack;
  #sources;

  constructor(attack, sources, time) {
    this.#attack = attack;
    this.#sources = sources;
    for (const source of sources) source.start(time);
    sources[0].onended = () => attack.disconnect();
  }

  /** Lets the note die away. */
  release(time) {
    this.#attack.gain.cancelScheduledValues(time);
    this.#attack.gain.setTargetAtTime(0, time, RELEASE_SECONDS);
    for (const source of this.#sources) source.stop(time + TAIL_SECONDS);
  }
}

/** A gain that rises from silence to a level. */
function attackOf(context, out, level, time, seconds) {
  const attack = new GainNode(context, { gain: 0 });
  attack.gain.setTargetAtTime(level, time, seconds);
  attack.connect(out);
  return attack;
}

/** A gain that sinks from one value to another. */
function decayOf(context, from, to, time, seconds) {
  const decay = new GainNode(context, { gain: from });
  decay.gain.setTargetAtTime(to, time, seconds);
  return decay;
}

/** A note of the player: a sine that a second one makes bright when struck hard. */
export function electricPiano(context, out, pitch, velocity, time) {
  const frequency = frequencyOf(pitch);
  const index = frequency * (0.4 + (2.2 * velocity) / 127);
  const carrier = new OscillatorNode(context, { frequency });
  const tine = new OscillatorNode(context, { frequency: frequency * 2 });
  const attack = attackOf(context, out, levelOf(velocity), time, 0.003);
  tine.connect(decayOf(context, index, index * 0.15, time, 0.35)).connect(carrier.frequency);
  carrier.connect(decayOf(context, 1, 0, time, 2.4 * 2 ** ((60 - pitch) / 24))).connect(attack);
  return new Voice(attack, [carrier, tine], time);
}

/** A note of the box: a triangle, a fainter one a little off and a hollow square, softened. */
export function reed(context, out, pitch, velocity, time) {
  const frequency = frequencyOf(pitch);
  const cutoff = frequency * (3 + (5 * velocity) / 127);
  const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: cutoff, Q: 0.6 });
  const sources = [
    new OscillatorNode(context, { type: "triangle", frequency, detune: -2 }),
    new OscillatorNode(context, { type: "triangle", frequency, detune: 7 }),
    new OscillatorNode(context, { type: "square", frequency }),
  ];
  const shares = [0.72, 0.28, 0.16];
  sources.forEach((source, place) => {
    source.connect(new GainNode(context, { gain: shares[place] })).connect(filter);
  });
  const attack = attackOf(context, out, levelOf(velocity), time, 0.009);
  filter.connect(decayOf(context, 1, 0.62, time, 0.4)).connect(attack);
  return new Voice(attack, sources, time);
}

/** A bass note of the box: a sine and a triangle, dark, that die away like a string. */
export function pluckedBass(context, out, pitch, velocity, time) {
  const frequency = frequencyOf(pitch);
  const cutoff = frequency * (2 + (4 * velocity) / 127);
  const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: cutoff, Q: 0.4 });
  const sources = [
    new OscillatorNode(context, { type: "sine", frequency }),
    new OscillatorNode(context, { type: "triangle", frequency }),
    new OscillatorNode(context, { type: "sine", frequency: frequency * 2 }), // heard on small speakers
  ];
  const shares = [0.5, 0.5, 0.2];
  sources.forEach((source, place) => {
    source.connect(new GainNode(context, { gain: shares[place] })).connect(filter);
  });
  const attack = attackOf(context, out, 1.3 * levelOf(velocity), time, 0.004);
  filter.connect(decayOf(context, 1, 0.25, time, 0.6)).connect(attack);
  return new Voice(attack, sources, time);
}

/** A tick of the metronome; it ends by itself. */
export function woodBlock(context, out, pitch, velocity, time) {
  const tick = new AudioBufferSourceNode(context, { buffer: tickOf(context, pitch > 76 ? 900 : 1300) });
  tick.connect(new GainNode(context, { gain: levelOf(velocity) })).connect(out);
  tick.start(time);
}

/** The knock of a piece of wood: two sines, soon over. */
function tickOf(context, frequency) {
  const rate = context.sampleRate;
  const buffer = new AudioBuffer({ length: Math.round(TICK_SECONDS * rate), sampleRate: rate });
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i += 1) {
    const turn = (2 * Math.PI * frequency * i) / rate;
    samples[i] = (Math.sin(turn) + 0.4 * Math.sin(1.62 * turn)) * Math.exp(-i / (0.016 * rate));
  }
  return buffer;
}
