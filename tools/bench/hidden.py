"""Whether decisions are ready when they are due, and how long before.

    .venv/bin/python -m tools.bench.hidden [--minutes N | --full]

Four players at 240 beats a minute, on the box's real ports, in each of three ways to play for a
third of the time. A decision is ready half a step before it is due (31 ms), less what it takes.
`missed_decisions` are steps in which a player's was not ready when due, and stalls of the loop.
Below each row stands how late the machine was by itself meanwhile.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.jam.controls import MOST_PLAYERS
from tools.bench.boxes import bench_box
from tools.bench.guest import Guest, guest
from tools.bench.machine import Machine
from tools.bench.results import Effort, Results, alone, heading
from tools.train.progress import Progress

BPM = 240.0
STEP = 15.0 / BPM  # seconds
BAR = 16  # steps
ROUND = 10 * BAR  # a call of a bar, then the box's turn
TUNE = (0, 2, 4, 5, 7, 5, 4, 2)
MODES = ("respond", "accompany", "morph")


def hidden(results: Results, effort: Effort) -> None:
    """Measure, and keep `missed_decisions`."""
    heading("before a decision is due it is ready, four players", "p50 ms", "p1 ms", "min ms")
    missed, seconds = 0.0, 60 * effort.hidden / len(MODES)
    progress = Progress(int(seconds * len(MODES)))
    for number, mode in enumerate(MODES):
        done = number * seconds
        told = played(mode, seconds, lambda s, done=done: progress.show(int(done + s)))
        name, slack = f"{mode}, {BPM:.0f} beats a minute", [1000 * each for each in told["slack"]]
        results.slack(name, slack)
        told["machine"].beside(results, name)
        missed += told["missed"] + told["stalls"]
    results.figure(missed_decisions=missed)


def played(mode: str, seconds: float, tell: Callable[[float], None]) -> dict[str, Any]:
    """How punctual a box was, see `keep_slack`, and the machine meanwhile."""
    jam = {"tempo": BPM, "mode": mode, "players": MOST_PLAYERS, "replay": False, "silence": 0.0,
           "answer_bars": 8, "click": True}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "slack.json"
        settings = {"jam": jam, "midi": {"players_by": "channel"}}
        with bench_box(settings, [f"--slack={file}"]), guest() as someone:
            machine = Machine(seconds)
            play(someone, mode, seconds, tell)
            late = machine.lateness()
        told: dict[str, Any] = json.loads(file.read_text())
    return told | {"machine": late}


def play(someone: Guest, mode: str, seconds: float, tell: Callable[[float], None]) -> None:
    """All players call for a bar, hand over, and go on playing where the box plays along."""
    begin, chance = time.monotonic(), random.Random(3)
    for step in range(int(seconds / STEP)):
        time.sleep(max(0.0, begin + step * STEP - time.monotonic()))
        tell(step * STEP)
        place = step % ROUND
        for player in range(MOST_PLAYERS):
            if place == BAR or (place == 0 and someone.boxs_turn(player)):
                someone.flip(player)
            elif place < BAR or mode == "accompany":
                _eighth(someone, step, player, 36 if place < BAR and mode == "accompany" else 72)
        time.sleep(chance.uniform(0.0, STEP / 4))


def _eighth(someone: Guest, step: int, player: int, lowest: int) -> None:
    """A note begins or ends, different ones for different players."""
    pitch = lowest + TUNE[(step // 2 + player) % len(TUNE)]
    if step % 2 == 0:
        someone.strike(pitch, player)
    else:
        someone.let_go(pitch, player)


if __name__ == "__main__":
    alone(hidden)
