"""Whether a long jam costs more than a young one: in a step, and in memory.

    .venv/bin/python -m tools.bench.growth [--minutes N | --full]

An ensemble of one plays so many minutes of music at 120 beats a minute, in fast time. Then it is
played on in turn with one that is a minute old, so that both meet the same machine: the ratio of
their medians is `growth_cost`, which is 1 where nothing grows; the worse of two ways to play.
`growth_mb` is what more is resident than after the first minute, both ways.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import numpy as np

from appliance.jam.controls import Controls, Mode
from appliance.jam.ensemble import Doing, Ensemble
from appliance.jam.phases import Phase, Signal
from appliance.jam.view import View
from appliance.mind import mind_of
from appliance.models.manifest import SIZES
from appliance.music.grid import COMMON_TIME, step_seconds
from appliance.music.notes import NoteMessage
from tools.bench.results import Effort, Results, alone, heading
from tools.train.progress import Progress

MODELS = Path("models_tflite")
CONTROLS = Controls(replay=False, silence=0.0, answer_bars=8)
A_MINUTE = round(60 / step_seconds(CONTROLS.bpm))  # steps
TURN = 32  # steps of a call
MODES = {"answering": Mode.RESPOND, "playing along": Mode.ACCOMPANY}


def growth(results: Results, effort: Effort) -> None:
    """Measure both ways, and keep the figures."""
    heading(f"a step after {effort.growth:.0f} minutes of music")
    ratios, grown = [], 0.0
    for words, mode in MODES.items():
        old, more = aged(mode, effort.growth)
        grown += more
        young, _ = aged(mode, 1.0)
        times = in_turn(old, young)
        results.times(f"{words}, old", times[0])
        results.times(f"{words}, young", times[1])
        ratios.append(float(np.median(times[0]) / np.median(times[1])))
    results.figure(growth_cost=max(ratios), growth_mb=grown)


def aged(mode: Mode, minutes: float) -> tuple[Iterator[float], float]:
    """A jam that is so old, as the milliseconds of its steps; MiB that came since a minute."""
    jam, steps = steps_of(mode), max(A_MINUTE, round(minutes * A_MINUTE))
    progress, before = Progress(steps), 0.0
    for step in range(steps):
        next(jam)
        progress.show(step, f"growth, {mode.name.lower()}")
        if step == A_MINUTE - 1:
            before = _resident()
    return jam, _resident() - before


def in_turn(old: Iterator[float], young: Iterator[float]) -> tuple[list[float], list[float]]:
    """A minute of both, step by step."""
    pairs = list(islice(zip(old, young, strict=True), A_MINUTE))
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def steps_of(mode: Mode) -> Iterator[float]:
    """A jam for ever: milliseconds that each of its steps takes."""
    mind = mind_of(MODELS, SIZES[0], 1, 1)
    ensemble = Ensemble(mind.jams(1, COMMON_TIME), mind.look_ahead)
    view, turn = View(CONTROLS), 0
    for step in count():
        before, turn = turn, turn + 1
        listens = view.phase is Phase.LISTEN
        hand_over = listens and before >= TURN
        if not listens or hand_over:
            turn = 0
        doing = Doing(_struck(step, mode, listens), _controls(mode), _signal(hand_over))
        begun = time.perf_counter()
        view = ensemble.step([doing])[0].view
        yield 1000 * (time.perf_counter() - begun)


def _controls(mode: Mode) -> Controls:
    return Controls(mode, replay=False, silence=0.0, answer_bars=8)


def _signal(hand_over: bool) -> Signal | None:
    return Signal.HAND_OVER if hand_over else None


def _struck(step: int, mode: Mode, listens: bool) -> list[NoteMessage]:
    """Eighths of a tune that goes through the keys; none while an answer is played."""
    if mode is Mode.RESPOND and not listens:
        return []
    pitch = 67 + (0, 2, 4, 5, 7, 5, 4, 2)[step // 2 % 8] + step // 64 % 5
    return [NoteMessage(pitch, 80 if step % 2 == 0 else 0)]


def _resident() -> float:
    """MiB of this process, after what is garbage is gone."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    alone(growth)
