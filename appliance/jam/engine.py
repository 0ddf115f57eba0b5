"""The jam: one pure step from what was heard in a sixteenth to what to play in the next.

No clock, no thread, no device. The same seed and the same input give the same output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from appliance.jam.accompaniment import Accompaniment
from appliance.jam.accompany import Bassist
from appliance.jam.bars import Bars
from appliance.jam.click import click_at
from appliance.jam.controls import Controls, Mode
from appliance.jam.handful import Handful
from appliance.jam.morph import Morph
from appliance.jam.parts import Part
from appliance.jam.phases import Signal
from appliance.jam.respond import CallAndResponse
from appliance.jam.roll import Roll
from appliance.jam.steady import Steady
from appliance.jam.view import ROLL_STEPS, View
from appliance.jam.voice import Voice
from appliance.jam.way import Due, Way
from appliance.models.predictor import Predictor
from appliance.music.grid import COMMON_TIME, Meter
from appliance.music.melody import MelodyTracker
from appliance.music.notes import NoteMessage

SURENESS_BEATS = 2  # within a beat, the box is surest between the notes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step leads to: `play` is due when the next step begins, `view` shows this one."""

    play: tuple[tuple[Part, NoteMessage], ...]
    view: View


class Jam:
    """A jam with one player, driven one sixteenth at a time."""

    def __init__(
        self,
        predictor: Predictor,
        seed: int = 0,
        meter: Meter = COMMON_TIME,
        accompanist: Bassist | None = None,
    ) -> None:
        """
        Args:
            predictor: of melodies.
            seed: of all chance.
            meter: of the bars.
            accompanist: plays basses; without one, ACCOMPANY is RESPOND, and MORPH has no bass.
        """
        self._predictor, self._accompanist = predictor, accompanist
        self._random = np.random.default_rng(seed)
        self._ways = self._new_ways(meter)
        self._way = self._ways[Mode.RESPOND]
        self._handful, self._tracker = Handful(), MelodyTracker()
        self._metronome = Voice()
        self._heard = Roll()
        self._played = Roll()
        self._sureness = Steady(SURENESS_BEATS * meter.steps_per_beat)
        self.steps = 0  # that have begun; whoever drives it may set it
        self._stirred: int | None = None  # the newest step in which anybody began a note
        self._rests = False
        self._controls = Controls()
        self._left: Due = []  # what ends the notes of a way that was left

    @property
    def bars(self) -> Bars:
        """Where the bar lines are at present."""
        return self._way.bars

    @bars.setter
    def bars(self, bars: Bars) -> None:
        self._way.bars = bars

    @property
    def quiet(self) -> float:
        """Steps since player or box last began a note."""
        return inf if self._stirred is None else self._step - self._stirred

    @property
    def _step(self) -> int:
        """The newest step."""
        return self.steps - 1

    def _new_ways(self, meter: Meter) -> dict[Mode, Way]:
        turns = CallAndResponse(self._predictor, self._random, meter)
        ways: dict[Mode, Way] = dict.fromkeys(Mode, turns)
        ways[Mode.MORPH] = Morph(self._predictor, self._accompanist, self._random, meter)
        if self._accompanist is not None:
            ways[Mode.ACCOMPANY] = Accompaniment(self._accompanist, meter)
        return ways

    def step(
        self,
        heard: Sequence[NoteMessage],
        controls: Controls,
        signal: Signal | None = None,
        song: int | None = None,
    ) -> Outcome:
        """One sixteenth: what was heard in it is taken in, and what comes next is decided.

        Args, and what is returned, are those of the two halves, `hear` and `play`.
        """
        self.hear(heard, controls, signal, song)
        return self.play()

    def hear(
        self,
        heard: Sequence[NoteMessage],
        controls: Controls,
        signal: Signal | None = None,
        song: int | None = None,
    ) -> None:
        """Take a sixteenth in.

        Args:
            heard: what the player did in this step, in order; more than `Handful` takes is nothing.
            controls: as they stand at its end.
            signal: what was asked for in it: HAND_OVER, AGAIN or STOP, which makes it the
                player's turn.
            song: sixteenths since the beginning of a song that somebody else counts; bars are laid
                by it.
        """
        self._left = self._enter(controls.mode, anew=signal is Signal.STOP)
        self.steps += 1
        self._rests, self._controls = False, controls
        if song is not None:
            controls = replace(controls, downbeat=False)
            self._lay_bars(song)
        heard = self._handful.take(heard)
        self._heard.take(self._step, heard)
        self._stir(self._step, heard)
        way = self._way
        way.hear(self._step, heard, self._tracker.step(heard), controls)
        signal = signal or way.signal(self._step, controls)
        if signal is not None:
            way.change(self._step, signal, controls)

    def play(self) -> Outcome:
        """Decide: what to play when the next step begins; and what there is to see."""
        return Outcome(self._play_next(self._left, self._controls), self._view(self._controls))

    def rest(self) -> tuple[tuple[Part, NoteMessage], ...]:
        """A sixteenth in which nobody is at this jam; what ends the notes that sound.

        Whoever comes next finds it as new.
        """
        self.steps += 1
        if self._rests:
            return ()
        self._rests, left, bars = True, self._way.leave(), self._way.bars
        self._ways = self._new_ways(bars.meter)
        self._way = self._ways[self._controls.mode]
        self._way.enter(self._step, bars)
        self._handful, self._tracker = Handful(), MelodyTracker()
        self._heard, self._played = Roll(), Roll()
        return (*left, *((Part.CLICK, message) for message in self._metronome.silence()))

    def _stir(self, step: int, messages: Sequence[NoteMessage]) -> None:
        if any(message.is_on for message in messages):
            self._stirred = step

    def _enter(self, mode: Mode, anew: bool) -> Due:
        """Play in the way of a mode from now on; what ends the notes played before."""
        way = self._ways[mode]
        if way is self._way and not anew:
            return []
        left = self._way.leave()
        way.enter(self._step, self._way.bars)
        self._way = way
        return left

    def _lay_bars(self, song: int) -> None:
        bars = self._way.bars
        if bars.place(self._step) != bars.meter.position(song):
            self._way.bars = Bars(bars.meter, self._step - bars.meter.position(song))

    def _play_next(self, left: Due, controls: Controls) -> tuple[tuple[Part, NoteMessage], ...]:
        following = self._step + 1
        music = left + self._way.play(following, controls)
        self._played.take(following, [message for _, message in music])
        self._stir(following, [message for _, message in music])
        clicks = click_at(following, self._way.bars) if controls.click else []
        ticking = self._metronome.silence() + self._metronome.relay(clicks)
        return (*music, *((Part.CLICK, message) for message in ticking))

    def _view(self, controls: Controls) -> View:
        way = self._way
        return View(
            controls=controls,
            phase=way.phase,
            waiting=way.waiting,
            left=way.left(self._step, controls),
            step=self._step,
            place=way.bars.place(self._step),
            meter=way.bars.meter,
            heard=self._heard.window(self._step, ROLL_STEPS),
            answered=self._played.window(self._step, ROLL_STEPS),
            sureness=self._sureness.take(way.sureness(controls)),
        )
