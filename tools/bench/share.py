"""What share of a core the box takes at 120 beats a minute: listening, answering, playing along.

    .venv/bin/python -m tools.bench.share [--minutes N | --full]

The display is drawn meanwhile, on a wire that takes no computing (`fitted`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.box.running import until
from tools.bench.boxes import Settings, bench_box
from tools.bench.guest import Guest, guest
from tools.bench.results import Effort, Results, alone

BPM = 120.0
STEP = 15.0 / BPM  # seconds
DISPLAY = {"buttons": "off", "display": "ssd1306"}
TUNE = (72, 74, 76, 77, 79, 77, 76, 74)
TICKS = os.sysconf("SC_CLK_TCK")  # a second

Playing = Callable[[Guest, float], None]


def share(results: Results, effort: Effort) -> None:
    """Measure, and keep `cpu_idle_share`, `cpu_answering_share` and `cpu_playing_share`."""
    seconds = 60 * effort.share
    results.figure(
        cpu_idle_share=of_core("respond", seconds, listened),
        cpu_answering_share=of_core("respond", seconds, answered),
        cpu_playing_share=of_core("accompany", seconds, played_along),
    )


def of_core(mode: str, seconds: float, playing: Playing) -> float:
    """Share of one core, 1 being all of it, while something is played for so many seconds."""
    jam = {"tempo": BPM, "mode": mode, "replay": False, "silence": 0.0, "answer_bars": 32}
    settings: Settings = {"jam": jam, "panel": DISPLAY}
    with bench_box(settings, ["--glass"]) as box, guest() as someone:
        if playing is not listened:
            hand_over(someone, 36 if mode == "accompany" else 60)
        used, begun = _used(box.process.pid), time.monotonic()
        playing(someone, seconds)
        return (_used(box.process.pid) - used) / (time.monotonic() - begun)


def hand_over(someone: Guest, pitch: int) -> None:
    """A bar of call, after which it is the box's turn."""
    someone.play([pitch, pitch + 7] * 4, 2 * STEP)
    someone.turn(boxs=True)
    until(lambda: someone.notes(0, 1), "what the box plays")


def listened(someone: Guest, seconds: float) -> None:
    """Nobody plays."""
    time.sleep(seconds)


def answered(someone: Guest, seconds: float) -> None:
    """The box plays, over and over again."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not someone.boxs_turn():
            hand_over(someone, 60)
        time.sleep(min(left, 1.0))


def played_along(someone: Guest, seconds: float) -> None:
    """A tune, over which the box plays the bass."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        someone.play(TUNE, 2 * STEP)


def _used(process: int) -> float:
    """CPU seconds of a process so far, of all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    alone(share)
