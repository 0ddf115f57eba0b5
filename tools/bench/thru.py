"""How long the player's own notes take through the box, where it passes them on (`midi.thru`).

    .venv/bin/python -m tools.bench.thru

A key is struck at one JACK port and heard at another: two ways through JACK, and the box between.
Beside it stand two ways through JACK alone, with a program between that sends on at once what it
hears, on the very thread that hears it. A JACK server that waits for nobody loses what comes while
a client is late: such keys are counted apart.
"""

from __future__ import annotations

import random
import sys
import time

from tools.bench.boxes import Settings, bench_box
from tools.bench.guest import Guest, guest
from tools.bench.jack import program, prompt_jack
from tools.bench.results import Effort, Results, alone, heading
from tools.train.progress import Progress

GAPS = (0.005, 0.025)  # seconds from key to key: two notes must not be taken for each other
LOWEST, PITCHES = 30, 60
PATIENCE = 1.0  # seconds
SETTINGS: Settings = {"jam": {"silence": 0.0}, "midi": {"thru": True}}


def thru(results: Results, effort: Effort) -> None:
    """Measure, and keep `thru_p99_ms`."""
    heading("a key struck, until it is heard behind the box")
    with bench_box(SETTINGS), guest() as someone:
        took = struck(someone, effort.strikes)
    _, p99, _ = results.times("thru", took)
    lost = effort.strikes - len(took)
    with prompt_jack(), program([sys.executable, "-m", "tools.bench.echo"]), guest() as someone:
        took = struck(someone, effort.strikes)
    _, least, _ = results.times("two ways through JACK alone", took)
    results.figure(
        thru_p99_ms=p99,
        thru_lost=lost,
        thru_jack_p99_ms=least,
        thru_jack_lost=effort.strikes - len(took),
    )


def struck(someone: Guest, strikes: int) -> list[float]:
    """Milliseconds that each key took; without those that were never heard."""
    chance, took, progress = random.Random(2), [], Progress(strikes)
    for number in range(strikes):
        progress.show(number, "keys")
        pitch, before = LOWEST + number % PITCHES, len(someone.heard)
        moment = someone.strike(pitch)
        heard = _heard(someone, pitch, before)
        if heard is not None:
            took.append(1000 * (heard - moment))
        someone.let_go(pitch)
        time.sleep(chance.uniform(*GAPS))
    return took


def _heard(someone: Guest, pitch: int, before: int) -> float | None:
    """The moment at which a key is heard, as one of what has come since; None: it is lost."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for each in someone.heard[before:]:
            if each.begins_note and each.message[1] == pitch:
                return each.moment
        time.sleep(0.001)  # without keeping the ears from hearing
    return None


if __name__ == "__main__":
    alone(thru)
