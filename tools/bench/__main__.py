"""`make bench`: how fast and how even, on every installed runtime, beside peers and the floor.

Everything is measured in one run; --full takes the time that the rarer things need (`Effort`). The
tables are printed, and the figures by their names go into build/bench.json with every row:

* decisions: `decision_vs_magenta_js`, `decision_vs_magenta_py` (how many times as fast as a step of
  the peers, wasm and Python) and `decision_vs_floor`, all of the bass, standard size, on the better
  runtime; `players_16_vs_1`;
* of the computer: `ready_cpu_s`, `rss_mb`, the `noise` of the machine; `cpu_idle_share`,
  `cpu_playing_share` (`share`); `growth_cost`, `growth_mb` (`growth`);
* in time: `missed_decisions` (`hidden`), `answers_on_next_step` (`response`), `thru_p99_ms`
  (`thru`), `grid_jitter_idle_p99_ms`, `grid_jitter_busy_p99_ms`, `grid_jitter_busy_max_ms`
  (`jitter`), beside the machine's own lateness.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
from collections.abc import Callable

import numpy as np

from appliance.gauge import Cost
from appliance.models.manifest import BASS, MELODY, SIZES, load_model
from appliance.models.network import StepNetwork
from appliance.models.runtime import RUNTIMES, prefer
from tools.bench.decisions import DECISIONS, MODELS, PLAYERS, weights_of
from tools.bench.floor import floor
from tools.bench.growth import growth
from tools.bench.hidden import hidden
from tools.bench.jitter import jitter
from tools.bench.magenta import magenta_steps, standard_size
from tools.bench.magenta_py import magenta_py_step
from tools.bench.process import readiness
from tools.bench.response import response
from tools.bench.results import Effort, Measure, Results, alone
from tools.bench.share import share
from tools.bench.thru import thru
from tools.bench.timing import measured, noise

STANDARD = SIZES[0]
AT_PORTS = (share, hidden, thru, response, jitter)


def main(results: Results, effort: Effort) -> None:
    """Measure everything, and print the tables."""
    print(f"about {effort.about_minutes:.0f} minutes", flush=True)
    unrest = [noise()]
    rows = _decisions(unrest)
    results.rows |= {name: vars(times) for name, times in rows.items()}
    results.figure(**_figures(rows), **readiness())
    results.keep()
    results.figure(**_beside_magenta(results.figures["decision_us"]))
    growth(results, effort)
    results.keep()
    for measure in AT_PORTS if shutil.which("jackd") else ():
        _surely(measure, results, effort)
        results.keep()
    if not shutil.which("jackd"):
        print("nothing is measured at ports, for jackd is missing (Debian's jackd2)")
    results.figure(noise=max(*unrest, noise()))


def _surely(measure: Measure, results: Results, effort: Effort) -> None:
    """What cannot be measured does not keep the rest from it."""
    try:
        measure(results, effort)
    except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"{measure.__name__} is not measured to its end: {error}", flush=True)


def _decisions(unrest: list[float]) -> dict[str, Cost]:
    """The table of decisions, in microseconds; the noise after each runtime is put down."""
    rows: dict[str, Cost] = {}
    print(f"{'microseconds':<44} {'median':>8} {'p99':>8} {'max':>8} {'ratio':>7}")
    for runtime in installed():
        prefer(runtime)
        for task in (BASS, MELODY):
            _network_rows(rows, runtime, task)
            for size in SIZES:
                for players in PLAYERS if size == STANDARD else PLAYERS[:1]:
                    name = f"{task} decided, {size}, {players} players, {runtime}"
                    first = rows.get(f"{task} decided, {size}, 1 players, {runtime}")
                    _row(rows, name, DECISIONS[task](size, players), first)
        unrest.append(noise())
    _row(rows, "numpy float32, the bass' LSTM", numpy_step(BASS), None)
    return rows


def installed() -> list[str]:
    """The distributions of the runtimes that can be imported."""
    found = []
    for module, distribution in RUNTIMES.items():
        try:
            importlib.import_module(module)
        except ImportError:
            continue
        found.append(distribution)
    return found


def _row(rows: dict[str, Cost], name: str, case: Callable[[], object], first: Cost | None) -> None:
    """Measure a case, keep it, and print its line; the ratio is to the median of another."""
    times = rows[name] = measured(case)
    ratio = f"{times.median / first.median:7.2f}" if first else ""
    line = f"{name:<44} {times.median:8.0f} {times.p99:8.0f} {times.worst:8.0f} {ratio}"
    print(line, flush=True)


def _network_rows(rows: dict[str, Cost], runtime: str, task: str) -> None:
    """One invocation of a network alone, on inputs that are not all zero (a shortcut)."""
    for size in SIZES:
        network = StepNetwork(load_model(MODELS, task, size).content)
        x = np.random.default_rng(0).normal(0, 0.3, (1, network.input_size)).astype(np.float32)
        state = network.step(x, network.initial_state())[1]

        def step(network: StepNetwork = network, x: object = x, state: object = state) -> object:
            return network.step(x, state)  # type: ignore[arg-type]

        _row(rows, f"{task}, one invocation, {size}, {runtime}", step, None)


def _figures(rows: dict[str, Cost]) -> dict[str, float]:
    """The figures that have a name of their own."""
    one, sixteen = (
        min(rows[f"{BASS} decided, {STANDARD}, {players} players, {runtime}"].median
            for runtime in installed())
        for players in (PLAYERS[0], PLAYERS[-1])
    )  # fmt: skip
    least = floor(weights_of(BASS, STANDARD))
    return {
        "floor_us": least,
        "decision_us": one,
        "decision_vs_floor": one / least,
        "players_16_vs_1": sixteen / one,
    }


def _beside_magenta(decision: float) -> dict[str, float]:
    """Steps of the peers, and how many times as fast a decision is, 0.5 being half as fast."""
    size = standard_size()
    steps = magenta_steps(*size)
    figures = {f"magenta_js_{backend}_us": step for backend, step in steps.items()}
    if "wasm" in steps:
        figures["decision_vs_magenta_js"] = steps["wasm"] / decision
    python = magenta_py_step(*size)
    if python is not None:
        figures |= {"magenta_py_us": python, "decision_vs_magenta_py": python / decision}
    return figures


def numpy_step(task: str) -> Callable[[], object]:
    """The LSTM's computation in numpy, with random weights of the same sizes."""
    entry = load_model(MODELS, task, STANDARD).entry
    inputs, outputs = sum(entry["inputs"].values()), sum(entry["outputs"].values())
    units, embedding = entry["size"]["units"], entry["size"]["embedding"]
    random = np.random.default_rng(0)
    embed = random.normal(0, 0.1, (embedding, inputs)).astype(np.float32)
    widths = [embedding] + [units] * (entry["size"]["layers"] - 1)
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


if __name__ == "__main__":
    alone(main)
