"""The command `antiphon doctor --bench`: how fast this machine decides, and how late it wakes.

It ends with a line that is fit to be posted, and with the size of networks to play with, which the
box takes from then on where `models.size` is auto.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from pathlib import Path
from typing import Final

from appliance import __version__
from appliance.board import machine
from appliance.config import find_config
from appliance.fittings import models_of, tier_of
from appliance.gauge import Cost, answer_decision, bass_decision, cost
from appliance.jam.controls import MOST_PLAYERS
from appliance.models.manifest import SIZES
from appliance.models.network import ModelError
from appliance.models.runtime import runtime_name
from appliance.realtime.tuning import favour_this_thread, lift_this_process

ROUNDS: Final = 200
WAITS, WAIT_SECONDS = 400, 0.005
STANDARD: Final = SIZES[0]


def bench(path: Path | None) -> int:
    """Print the table and the line; returns 1 if there is no network to measure, else 0."""
    lift_this_process()
    config = find_config(path, {})
    print(f"{'ms':<36} {'median':>8} {'p99':>8} {'worst':>8}")
    try:
        told, standard = _decisions(models_of(config))
        size = tier_of(config).remember(standard.median)
        wanted = config["models.size"]
        size = size if wanted == "auto" else f"{wanted}, as the settings say"
    except (ModelError, ImportError) as error:
        print(f"antiphon: {error}", file=sys.stderr)
        return 1
    lateness, obstacle = _lateness()
    priority = "ordinary priority" if obstacle else "real-time priority"
    _row(f"woken late by, {priority}", lateness)
    told.append(f"woken late by {_short(lateness)} ms, {priority}")
    of = f"{machine()} × {os.cpu_count()}; Python {platform.python_version()}, {runtime_name()}"
    print(f"\nantiphon {__version__}; {of}; {'; '.join(told)}; plays {size}")
    return 0


def _decisions(models: Path) -> tuple[list[str], Cost]:
    """What to tell of decisions, and what a bass of the standard size costs."""
    told, basses = [], {}
    for size in SIZES:
        for players in (1, MOST_PLAYERS) if size == STANDARD else (1,):
            basses[size, players] = cost(bass_decision(models, size, players), ROUNDS)
            name = f"{size}, bass" + (f" for {players} players" if players > 1 else "")
            _row(name, basses[size, players])
            told.append(f"{name} {_short(basses[size, players])} ms")
        answer = cost(answer_decision(models, size), ROUNDS)
        _row(f"{size}, answer", answer)
        told.append(f"answer {_short(answer)} ms")
    return told, basses[STANDARD, 1]


def _lateness() -> tuple[Cost, str | None]:
    """How late a thread is woken that waits for a moment; what stands in its priority's way."""
    late: list[float] = []
    obstacles: list[str | None] = []

    def wait() -> None:
        obstacles.append(favour_this_thread())
        due = time.monotonic()
        for _ in range(WAITS):
            due += WAIT_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))
            late.append(time.monotonic() - due)

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()
    return Cost.of(late), obstacles[0]


def _row(name: str, measured: Cost) -> None:
    median, p99, worst = (1000 * each for each in (measured.median, measured.p99, measured.worst))
    print(f"{name:<36} {median:8.2f} {p99:8.2f} {worst:8.2f}", flush=True)


def _short(measured: Cost) -> str:
    return f"{1000 * measured.median:.2f} (p99 {1000 * measured.p99:.2f})"
