// What a step of @magenta/music's MusicRNN costs, with random weights of given sizes.
//   node magenta.cjs FOLDER BACKEND UNITS LAYERS     FOLDER: where it is installed; BACKEND: wasm, cpu
globalThis.fetch = undefined; // tfjs in Node takes its WebAssembly from the disk then
const { createRequire } = require("node:module");
const { performance } = require("node:perf_hooks");
const [folder, backend, units, layers] = process.argv.slice(2);
const load = createRequire(require("node:path").resolve(folder, "index.js"));
const tf = load("@tensorflow/tfjs");
if (backend === "wasm") load("@tensorflow/tfjs-backend-wasm");
const { MusicRNN } = load("@magenta/music/node/music_rnn");

// The WebAssembly backend cannot draw: what it lacks is lent to it, as cheap as can be.
tf.registerKernel({
  kernelName: "Multinomial",
  backendName: "wasm",
  kernelFunc({ inputs: { logits }, backend: wasm }) {
    const values = wasm.typedArrayFromHeap(logits);
    const most = Math.max(...values);
    const weights = values.map((value) => Math.exp(value - most));
    let left = Math.random() * weights.reduce((a, b) => a + b, 0);
    let drawn = weights.findIndex((weight) => (left -= weight) < 0);
    if (drawn < 0) drawn = weights.length - 1;
    const out = wasm.makeOutput([1, 1], "int32");
    wasm.typedArrayFromHeap(out)[0] = drawn;
    return out;
  },
});

const STEPS = 64, ROUNDS = 12, WARM_UP = 3, DEPTH = 38;

function made(size, layerCount) {
  const model = new MusicRNN("", { type: "MusicRNN", dataConverter: { type: "MelodyConverter", args: { minPitch: 48, maxPitch: 83 } } });
  model.instantiateFromSpec();
  model.forgetBias = tf.scalar(1);
  for (let layer = 0; layer < layerCount; layer += 1) {
    const kernel = tf.randomNormal([(layer ? size : DEPTH) + size, 4 * size], 0, 0.1);
    const bias = tf.zeros([4 * size]);
    model.lstmCells.push((x, c, h) => tf.basicLSTMCell(model.forgetBias, kernel, bias, x, c, h));
    model.biasShapes.push(4 * size);
  }
  model.lstmFcW = tf.randomNormal([size, DEPTH], 0, 0.1);
  model.lstmFcB = tf.zeros([DEPTH]);
  model.initialized = true;
  return model;
}

async function main() {
  await tf.setBackend(backend);
  await tf.ready();
  const model = made(Number(units), Number(layers));
  const call = { notes: [{ pitch: 60, quantizedStartStep: 0, quantizedEndStep: 1 }], totalQuantizedSteps: 1, quantizationInfo: { stepsPerQuarter: 4 } };
  const times = [];
  const log = console.log;
  console.log = () => {};
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const begun = performance.now();
    await model.continueSequence(call, STEPS, 1.0);
    times.push((1000 * (performance.now() - begun)) / STEPS);
  }
  console.log = log;
  const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
  console.log(JSON.stringify({ backend: tf.getBackend(), median: sorted[sorted.length >> 1], worst: sorted[sorted.length - 1] }));
}

main();
