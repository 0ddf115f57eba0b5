"""The jam: one pure step from what was heard in a sixteenth to what to play in the next.

No clock, no thread, no device. The same seed and the same input give the same output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from appliance.jam.click import click_at
from appliance.jam.controls import Controls
from appliance.jam.phases import Signal
from appliance.jam.respond import CallAndResponse
from appliance.jam.roll import Roll
from appliance.jam.steady import Steady
from appliance.jam.view import ROLL_STEPS, View
from appliance.jam.voice import Voice
from appliance.models.predictor import Predictor
from appliance.music.grid import COMMON_TIME, Meter
from appliance.music.melody import MelodyTracker
from appliance.music.notes import NoteMessage

SURENESS_BEATS = 2  # within a beat, the box is surest between the notes


class Part(Enum):
    """Who plays a note; the value names the track in a file."""

    ANSWER = "response"
    BASS = "bass"
    CLICK = "click"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step leads to: `play` is due when the next step begins, `view` shows this one."""

    play: tuple[tuple[Part, NoteMessage], ...]
    view: View


class Jam:
    """A jam with one player, driven one sixteenth at a time."""

    def __init__(self, predictor: Predictor, seed: int = 0, meter: Meter = COMMON_TIME) -> None:
        self._turns = CallAndResponse(predictor, np.random.default_rng(seed), meter)
        self._tracker = MelodyTracker()
        self._metronome = Voice()
        self._heard = Roll()
        self._answered = Roll()
        self._sureness = Steady(SURENESS_BEATS * meter.steps_per_beat)
        self._step = -1

    def step(
        self, heard: Sequence[NoteMessage], controls: Controls, hand_over: bool = False
    ) -> Outcome:
        """One sixteenth.

        Args:
            heard: what the player did in this step, in order.
            controls: as they stand at its end.
            hand_over: whether the switch was flipped in it.

        Returns:
            What to play when the next step begins, and what there is to see.
        """
        self._step += 1
        self._heard.take(self._step, heard)
        self._turns.hear(self._step, heard, self._tracker.step(heard), controls)
        signal = Signal.HAND_OVER if hand_over else self._turns.signal(self._step, controls)
        if signal is not None:
            self._turns.change(self._step, signal, controls)
        return Outcome(self._play_next(controls), self._view(controls))

    def _play_next(self, controls: Controls) -> tuple[tuple[Part, NoteMessage], ...]:
        following = self._step + 1
        answer = self._turns.play(following, controls)
        self._answered.take(following, answer)
        clicks = click_at(following, self._turns.bars) if controls.click else []
        ticking = self._metronome.silence() + self._metronome.relay(clicks)
        return (
            *((Part.ANSWER, message) for message in answer),
            *((Part.CLICK, message) for message in ticking),
        )

    def _view(self, controls: Controls) -> View:
        return View(
            controls=controls,
            phase=self._turns.phase,
            waiting=self._turns.waiting,
            left=self._turns.left(self._step, controls),
            step=self._step,
            place=self._turns.bars.place(self._step),
            meter=self._turns.bars.meter,
            heard=self._heard.window(self._step, ROLL_STEPS),
            answered=self._answered.window(self._step, ROLL_STEPS),
            sureness=self._sureness.take(self._turns.sureness(controls)),
        )
