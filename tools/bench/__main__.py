"""`make bench`: what one decision costs, on every installed runtime and beside numpy."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.phases import Signal
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import BASS, MELODY, SIZES, load_model, load_network, manners
from appliance.models.network import StepNetwork
from appliance.models.predictor import LstmPredictor
from appliance.models.runtime import RUNTIMES
from appliance.music.events import HOLD, onset
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import NoteMessage

MODELS = Path("models_tflite")
WARM_UP, ROUNDS = 200, 3000


def main() -> None:
    """Print the table: microseconds, median, 99th percentile, worst, ratio to numpy's median."""
    files = {size: load_model(MODELS, MELODY, size) for size in SIZES}
    shape = files["standard"].entry["size"]
    inputs = sum(files["standard"].entry["inputs"].values())
    outputs = sum(files["standard"].entry["outputs"].values())
    cases: dict[str, Callable[[], object]] = {
        "numpy float32, standard sizes": numpy_step(inputs, outputs, **shape)
    }
    for module, distribution in RUNTIMES.items():
        try:
            interpreter = importlib.import_module(module).Interpreter
        except ImportError:
            continue
        for size, file in files.items():
            network = StepNetwork(file.content, interpreter)
            cases[f"{distribution} int8, {size}"] = network_step(network)
    for size in SIZES:
        cases[f"answer, whole jam step, {size}"] = jam_step(size)
        cases[f"bass, heard and decided, {size}"] = bass_step(size)
    medians = {}
    print(f"{'a decision':<36} {'median':>8} {'p99':>8} {'max':>8} {'vs numpy':>9}   (µs)")
    for name, case in cases.items():
        times = measure(case)
        medians[name] = float(np.median(times))
        ratio = medians[name] / next(iter(medians.values()))
        p99, worst = np.percentile(times, 99), times.max()
        print(f"{name:<36} {medians[name]:8.0f} {p99:8.0f} {worst:8.0f} {ratio:9.2f}")


def measure(case: Callable[[], object]) -> npt.NDArray[np.float64]:
    """Microseconds of each round after a warm-up."""
    for _ in range(WARM_UP):
        case()
    times = np.empty(ROUNDS)
    for index in range(ROUNDS):
        begun = time.perf_counter_ns()
        case()
        times[index] = (time.perf_counter_ns() - begun) / 1000
    return times


def network_step(network: StepNetwork) -> Callable[[], object]:
    """One invocation on inputs that are not all zero (zeros are a shortcut)."""
    x = np.random.default_rng(0).normal(0, 0.3, (1, network.input_size)).astype(np.float32)
    state = network.step(x, network.initial_state())[1]
    return lambda: network.step(x, state)


def numpy_step(
    inputs: int, outputs: int, embedding: int, layers: int, units: int
) -> Callable[[], object]:
    """The same computation in numpy."""
    random = np.random.default_rng(0)
    embed = random.normal(0, 0.1, (embedding, inputs)).astype(np.float32)
    widths = [embedding] + [units] * (layers - 1)
    weights = [random.normal(0, 0.1, (4 * units, w + units)).astype(np.float32) for w in widths]
    head = random.normal(0, 0.1, (outputs, units)).astype(np.float32)
    x = random.normal(0, 0.3, inputs).astype(np.float32)
    hidden = cell = np.full(units, 0.1, np.float32)

    def step() -> object:
        value = embed @ x
        for weight in weights:
            gates = weight @ np.concatenate([value, hidden])
            i, f, o = (1 / (1 + np.exp(-gates[k * units : (k + 1) * units])) for k in (0, 1, 3))
            g = np.tanh(gates[2 * units : 3 * units])
            value = o * np.tanh(f * cell + i * g)
        return head @ value

    return step


def bass_step(size: str) -> Callable[[], object]:
    """A step of an accompaniment, the policy included: network asked with and without melody."""
    model = load_model(MODELS, BASS, size)
    predictor, random = BassPredictor(model.network(rows=2)), np.random.default_rng(1)
    bass = Accompanist(predictor, manners(model), random, COMMON_TIME)
    controls, melody = Controls(), [onset(60), HOLD, onset(64), HOLD]
    places = count()

    def step() -> object:
        event = bass.decide(controls)
        bass.hear(melody[next(places) % len(melody)])
        return event

    return step


def jam_step(size: str) -> Callable[[], object]:
    """A step of the engine in the midst of an answer that never ends."""
    jam = Jam(LstmPredictor(load_network(MODELS, MELODY, size)), seed=1)
    controls = Controls(replay=False, answer_bars=32)
    jam.step([NoteMessage(60, 80)], controls)
    jam.step([NoteMessage(60, 0)], controls, Signal.HAND_OVER)
    state = {"phase": jam.step([], controls).view.phase}
    answering = state["phase"]

    def step() -> object:
        view = jam.step(
            [], controls, Signal.HAND_OVER if state["phase"] is not answering else None
        ).view
        state["phase"] = view.phase
        return view

    return step


if __name__ == "__main__":
    main()
