"""How far the box's notes lie from the grid, at a real JACK port.

    .venv/bin/python -m tools.bench.jitter [--minutes N | --full]

The box loops an answer over its metronome; the moments of all note-ons are taken at a JACK port.
The ideal grid is the one of the tempo that fits them best, so that a steady delay counts as none.
JACK itself hands notes on once in 64 samples, 1.3 ms. Beside each row stands how late the machine
was by itself meanwhile (`machine`). Where the loop stalled, which moves the grid, that is told.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import product

from tests.box.running import until
from tools.bench.boxes import Settings, allowed, bench_box, stalls
from tools.bench.grid import Grid
from tools.bench.guest import CLICK_CHANNEL, Guest, guest
from tools.bench.jack import program
from tools.bench.machine import Lateness, Machine
from tools.bench.results import Effort, Results, alone, heading
from tools.train.progress import Progress

TEMPI = (120.0, 240.0)
SETTLING = 1.0  # seconds
ATTEMPTS = 3
OBJECTS = 300_000
IDLE, BUSY = r"ordinary, \d+, idle", r"real time, \d+, cores busy"  # rows of the named figures


@dataclass(frozen=True)
class Load:
    """What goes on beside the music: busy cores, page and display, live objects, and collecting."""

    busy: bool = False
    seen: bool = False
    objects: int = 0
    collecting: bool = False

    @property
    def fittings(self) -> list[str]:
        """Arguments of `fitted`."""
        objects = [f"--objects={self.objects}"] if self.objects else []
        return objects + ["--glass"] * self.seen + ["--collecting"] * self.collecting


LOADS = {
    "idle": Load(),
    "cores busy": Load(busy=True),
    "page open, display drawing": Load(seen=True),
    "300,000 objects": Load(objects=OBJECTS),
    "300,000 objects, collected": Load(objects=OBJECTS, collecting=True),
}


def jitter(results: Results, effort: Effort) -> None:
    """Measure all rows."""
    heading("notes off the grid: priority, beats a minute, load")
    cases = [
        (plain, bpm, load)
        for plain, bpm, load in product((False, True), TEMPI, LOADS.items())
        if not (plain and load[1].collecting)
    ]
    progress = Progress(len(cases))
    for number, (plain, bpm, (words, load)) in enumerate(cases):
        progress.show(number, "jitter")
        class_ = "ordinary" if plain else "real time"
        name = f"{class_}, {bpm:.0f}, {words}"
        named = re.match(f"{IDLE}|{BUSY}", name)
        minutes = effort.jitter if named else effort.other_jitter
        _surely(name, partial(row, results, name, 60 * minutes, bpm, load, plain))
    results.figure(**_figures(results))


def _surely(name: str, measure: Callable[[], None]) -> None:
    """Measure a row; where the box cannot be brought to play or is not heard, with another box."""
    for _ in range(ATTEMPTS):
        try:
            measure()
        except (AssertionError, ValueError) as error:
            print(f"{name}: {error}", flush=True)
        else:
            return


def row(results: Results, name: str, seconds: float, bpm: float, load: Load, plain: bool) -> None:
    """Measure one, with the machine beside it."""
    heard = arrivals(seconds, bpm, load, plain)
    name += heard.obstacle
    results.times(name, Grid.through(heard.notes, 15.0 / bpm).off(heard.notes))
    results.rows[name] |= {"stalls": heard.stalls}
    words = f"  stalls of the loop: {heard.stalls}" if heard.stalls else ""
    heard.machine.beside(results, name, words)


@dataclass(frozen=True)
class Arrivals:
    """Moments at which notes began, in seconds; how late the machine was; how the box fared."""

    notes: list[float]
    machine: Lateness
    stalls: int
    obstacle: str  # see `allowed`


def arrivals(seconds: float, bpm: float, load: Load, plain: bool) -> Arrivals:
    """Let the box play under a load."""
    with ExitStack() as stack:
        box = stack.enter_context(bench_box(_settings(bpm, load), load.fittings, plain))
        if load.seen:
            address = box.wait_for(r"(http://127\.0\.0\.1:\d+/)")[1]
            stack.enter_context(program([sys.executable, "-m", "tools.bench.reader", address]))
        someone = stack.enter_context(guest())
        have_answered(someone, bpm)
        for _ in range((os.cpu_count() or 1) if load.busy else 0):
            stack.enter_context(program([sys.executable, "-c", "while True: pass"]))
        time.sleep(SETTLING)
        before, begun = stalls(box), time.monotonic()
        machine = Machine(seconds, plain).lateness()
        notes = [moment for moment in someone.notes() if moment > begun]
        return Arrivals(notes, machine, stalls(box) - before, "" if plain else allowed(box))


def have_answered(someone: Guest, bpm: float) -> None:
    """Play a bar of sixteenths and hand over: the answer goes on for ever."""
    until(lambda: len(someone.notes(CLICK_CHANNEL)) > 2, "the metronome")
    someone.play([60, 62, 64, 65] * 4, 15.0 / bpm)
    someone.turn(boxs=True)
    until(lambda: len(someone.notes(0)) > 2, "an answer")


def _settings(bpm: float, load: Load) -> Settings:
    jam = {"tempo": bpm, "click": True, "loop": True, "replay": False, "silence": 0.0,
           "theme": 1.0, "answer_bars": 2, "swing": 0.0, "seed": 7}  # fmt: skip
    settings: Settings = {"jam": jam}
    if load.seen:
        settings["web"] = {"page": "on", "port": _free_port()}
        settings["panel"] = {"buttons": "off", "display": "ssd1306"}
    return settings


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _figures(results: Results) -> dict[str, float]:
    """The figures that have a name, of rows that there are: the worse of the tempi."""
    named = {
        "grid_jitter_idle_p99_ms": (IDLE, "p99_ms"),
        "grid_jitter_busy_p99_ms": (BUSY, "p99_ms"),
        "grid_jitter_busy_max_ms": (BUSY, "max_ms"),
        "machine_busy_p99_ms": (BUSY, "machine_p99_ms"),
        "machine_busy_max_ms": (BUSY, "machine_max_ms"),
    }
    figures = {}
    for figure, (name, value) in named.items():
        rows = [row[value] for key, row in results.rows.items() if re.match(name, key)]
        if rows:
            figures[figure] = max(rows)
    return figures


if __name__ == "__main__":
    alone(jitter)
