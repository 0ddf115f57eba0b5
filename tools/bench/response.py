"""How soon the box answers: from the flip of the switch to the first note, in steps and in time.

    .venv/bin/python -m tools.bench.response

A call is struck at a JACK port, and the switch (a key that is one) flipped at a random time in the
bar. The next step that fits is the first one after the step of the flip that lies in its beat as
the call's first note lay in its own (see `grid.fitting_step`, and "Time" in docs/architecture.md).
The grid is that of the metronome's newest beats as they arrive at the same port. Where the call or
the flip came within SLOP of the border between two steps, either of two steps counts as right.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from tests.box.running import until
from tools.bench.boxes import Settings, bench_box
from tools.bench.grid import STEPS_A_BEAT, Grid, fitting_steps, step_at
from tools.bench.guest import CLICK_CHANNEL, Guest, guest
from tools.bench.results import Effort, Results, alone, heading
from tools.train.progress import Progress

BPM = 240.0
STEP, BAR = 15.0 / BPM, 240.0 / BPM  # seconds
BEATS = 16  # that the grid is laid through
SLOP = 0.005  # seconds that a note may take from our port to the box, and a beat from it to us
NOTE = 0.07  # seconds
PATIENCE = 3 * BAR
# An answer as near to the call as can be: free ones now and then begin with a rest.
SETTINGS: Settings = {"jam": {"tempo": BPM, "click": True, "replay": False, "silence": 0.0,
                              "answer_bars": 4, "swing": 0.0, "theme": 1.0,
                              "temperature": 0.1}}  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """One flip: how late the first note was, in ms after its step; whether that was right."""

    late: float
    on_time: bool
    at_border: bool


def response(results: Results, effort: Effort) -> None:
    """Measure, and keep `answers_on_next_step`."""
    chance, progress = random.Random(1), Progress(effort.flips)
    answers: list[Answered | None] = []
    with bench_box(SETTINGS) as box, guest() as someone:
        until(lambda: len(someone.notes(CLICK_CHANNEL)) > BEATS, "the metronome")
        for number in range(effort.flips):
            progress.show(number, "flips")
            answers.append(flip(someone, chance))
        assert box.process.poll() is None
    heading("after the flip of the switch")
    given = [each for each in answers if each]
    for each in given:
        if not each.on_time:
            print(f"    not on its step: {each.late:.1f} ms late")
    results.times("first note after the step it was due on", [each.late for each in given])
    results.figure(
        answers_on_next_step=sum(each.on_time for each in given) / len(answers),
        answers_missing=len(answers) - len(given),
        flips_at_a_border=sum(each.at_border for each in given),
    )


def flip(someone: Guest, chance: random.Random) -> Answered | None:
    """Call, flip the switch some time in the bar, hear the answer begin, and take the turn back."""
    someone.turn(boxs=False)
    time.sleep(chance.uniform(0.0, 4 * STEP))
    called = someone.play((60, 64, 67), NOTE)
    time.sleep(chance.uniform(0.0, BAR))
    before = len(someone.heard)
    flipped = someone.flip()
    deadline = flipped + PATIENCE
    while not (notes := someone.notes(0, since=before)) and time.monotonic() < deadline:
        time.sleep(0.005)
    result = judged(someone.notes(CLICK_CHANNEL), called, flipped, notes[0]) if notes else None
    someone.turn(boxs=False)
    return result


def judged(beats: list[float], called: float, flipped: float, note: float) -> Answered:
    """What is to be said of an answer's first note, by the beats heard until then."""
    newest = [beat for beat in beats if beat <= note][-BEATS:]
    grid = Grid.through(newest, STEP, STEPS_A_BEAT)
    fitting = fitting_steps(grid.place(flipped), grid.place(called), SLOP / STEP)
    place = grid.place(note)
    due = min(fitting, key=lambda step: abs(place - step))
    return Answered(1000 * STEP * (place - due), step_at(place) in fitting, len(fitting) > 1)


if __name__ == "__main__":
    alone(response)
