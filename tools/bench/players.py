"""What a step costs for several players: thought for at once, and one by one.

.venv/bin/python -m tools.bench.players
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode
from appliance.jam.engine import Outcome
from appliance.jam.ensemble import Doing, Ensemble
from appliance.jam.phases import Phase, Signal
from appliance.mind import mind_of
from appliance.models.manifest import SIZES
from appliance.music.genres import GENRES
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import NoteMessage

MODELS = Path("models_tflite")
STEPS, WARM_UP = 400, 40
MODES = {"answering": Mode.RESPOND, "playing along": Mode.ACCOMPANY, "morphing": Mode.MORPH}


def main() -> None:
    """Print the table: milliseconds a step, medians, and the ratio to one by one."""
    print(
        f"{'a step of the ensemble':<32} {'one by one':>11} {'at once':>9} {'p99':>7} {'ratio':>6}"
    )
    for size in SIZES:
        for words, mode in MODES.items():
            for players in range(1, MOST_PLAYERS + 1):
                apart, together = measure(size, mode, players)
                medians = np.median(apart), np.median(together)
                name = f"{players} {words}, {size}"
                p99, ratio = np.percentile(together, 99), medians[1] / medians[0]
                print(f"{name:<32} {medians[0]:11.2f} {medians[1]:9.2f} {p99:7.2f} {ratio:6.2f}")


def measure(size: str, mode: Mode, players: int) -> tuple[list[float], list[float]]:
    """Milliseconds of steps in which the box plays for all: one by one, and at once."""
    minds = [mind_of(MODELS, size, 1, players) for _ in range(2)]
    apart = Ensemble(minds[0].jams(1, COMMON_TIME))
    together = Ensemble(minds[1].jams(1, COMMON_TIME), minds[1].look_ahead)
    times: tuple[list[float], list[float]] = ([], [])
    outcomes: list[Sequence[Outcome]] = [(), ()]
    for step, struck in enumerate(_tune()):
        for place, ensemble in enumerate((apart, together)):  # in turn: both have the same noise
            doings = _doings(mode, players, struck, outcomes[place])
            begun = time.perf_counter()
            outcomes[place] = ensemble.step(doings)
            if step >= WARM_UP:
                times[place].append(1000 * (time.perf_counter() - begun))
    return times


def _doings(
    mode: Mode, players: int, struck: list[NoteMessage], before: Sequence[Outcome]
) -> list[Doing]:
    """A tune for whom the box accompanies; else a call, and the switch when the box has ended."""
    doings = []
    for player in range(players):
        controls = Controls(mode, GENRES[player], replay=False, silence=0.0, answer_bars=8)
        view = before[player].view if before else None
        listens = view is None or view.phase is Phase.LISTEN
        hands_over = listens and view is not None and view.step >= 4
        heard = struck if mode is Mode.ACCOMPANY or listens else []
        doings.append(Doing(heard, controls, Signal.HAND_OVER if hands_over else None))
    return doings


def _tune() -> Iterator[list[NoteMessage]]:
    """Eighth notes up and down, as long as the measurement."""
    for step in range(WARM_UP + STEPS):
        pitch = 72 + (0, 2, 4, 5, 7, 5, 4, 2)[step // 2 % 8]
        yield [NoteMessage(pitch, 80 if step % 2 == 0 else 0)]


if __name__ == "__main__":
    main()
