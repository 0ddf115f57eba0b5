"""Morphing: the box answers a few notes with variations of them, over a bass of its own.

The player gives a theme. When they stop, or flip the switch, variation follows upon variation, each
as long as the theme in whole bars, until they play again (a new theme), flip the switch, or a
number of variations is over.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.jam.accompany import Bassist
from appliance.jam.answer import Span
from appliance.jam.bars import Bars
from appliance.jam.bass_reader import BassReader
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.jam.listening import Listening
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal, after_alternating
from appliance.jam.reader import Reader
from appliance.jam.variation import Variation
from appliance.jam.voice import Voice
from appliance.jam.way import Due
from appliance.models.predictor import Predictor
from appliance.music.events import REST
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage

VARIATIONS = 8  # after which the box waits for another theme
BASS_SHARE = 0.85  # of the theme's velocity


class Morph(Listening):
    """One player's themes, and the box's variations. `bars` is where the bar lines are."""

    bars: Bars
    _call: Call  # the theme as it is being played
    _comes_in: bool  # the player began a note over the box's variation in the newest step

    def __init__(
        self,
        predictor: Predictor,
        accompanist: Bassist | None,
        random: np.random.Generator,
        meter: Meter,
    ) -> None:
        """
        Args:
            predictor: of melodies.
            accompanist: plays the bass; None for none.
            random: the only source of chance.
            meter: of the bars.
        """
        self._reader = Reader(predictor)
        self._bass_reader = None if accompanist is None else BassReader(accompanist)
        self._random = random
        self._voice, self._bass_voice = Voice(), Voice()
        self._theme = Call()
        self._variation = Variation(self._theme, meter)
        self._span, self._number = Span(0, 1), 0
        self.enter(-1, Bars(meter))

    def enter(self, step: int, bars: Bars) -> None:
        """Begin at the end of a step, in the bars that have been kept so far."""
        self.bars, self.phase = bars, Phase.LISTEN
        self._call = Call()
        self._comes_in = False

    def leave(self) -> Due:
        """Stop at once; what ends the notes that sound."""
        return self._silence()

    def left(self, step: int, controls: Controls) -> float | None:
        """Share of the variation that is left after a step; None while the player plays."""
        return self._span.left(step) if self.phase is Phase.VARY else None

    def hear(
        self, step: int, messages: Sequence[NoteMessage], event: int, controls: Controls
    ) -> None:
        """Take in what the player did in a step, and the melody's event there."""
        struck = any(message.is_on for message in messages)
        self._comes_in = struck and self.phase is Phase.VARY
        if struck and self._call.empty:
            self._begin_theme(step, controls)
        self._call.hear(step, messages, event)
        if self.phase is Phase.LISTEN and not self._call.empty:
            self._reader.read(step, event, controls.genre)
            if self._bass_reader is not None:  # it goes along unheard, to be under way later
                self._bass_reader.go_along(step, event, controls)

    def signal(self, step: int, controls: Controls) -> Signal | None:
        """What the end of a step brings by itself."""
        if self._comes_in:
            return Signal.TAKE_BACK
        if self.phase is Phase.VARY:
            last = self._number >= VARIATIONS and step + 1 >= self._span.end
            return Signal.OVER if last else None
        if self._call.empty:
            return None
        return Signal.SILENCE if self._call.over(step, controls.silence_steps) else None

    def change(self, step: int, signal: Signal, controls: Controls) -> None:
        """Follow a signal at the end of a step; without a theme there is nothing to vary."""
        if self.phase is Phase.LISTEN and self._call.empty:
            return
        before, self.phase = self.phase, after_alternating(self.phase, signal, Phase.VARY)
        if before is Phase.LISTEN and self.phase is Phase.VARY:
            self._set_out(step + 1)
            self._announce(step + 1, controls)
        elif signal is Signal.TAKE_BACK:
            self._reader.read(step, self._call.melody_at(0) or REST, controls.genre)

    def play(self, step: int, controls: Controls) -> Due:
        """What the box plays when a step begins."""
        if self.phase is not Phase.VARY:
            return self._silence()
        if step < self._span.start:
            self._wait_at(step, controls)
            return self._silence()
        if step >= self._span.end:
            self._vary(Span(self._span.end, self._span.length))
        event = self._vary_at(step, controls)
        due: Due = [
            (Part.ANSWER, message) for message in self._voice.play(event, self._variation.velocity)
        ]
        return due + self._bass_at(step, event, controls)

    def _begin_theme(self, step: int, controls: Controls) -> None:
        """The player's first note is a downbeat, unless the box or a click keeps the bars."""
        if controls.downbeat and not controls.click and self.phase is Phase.LISTEN:
            self.bars = Bars(self.bars.meter, step)
        self._reader.begin(self.bars.meter, self.bars.before(step))
        if self._bass_reader is not None and self.phase is Phase.LISTEN:
            self._bass_reader.begin(self.bars.meter, self.bars.before(step))

    def _set_out(self, earliest: int) -> None:
        """Begin to vary what has been played, on the next bar line."""
        self._theme, self._call = self._call, Call()
        bar = self.bars.meter.steps_per_bar
        begun = self.bars.before(self._theme.start or 0)
        self._theme.begin_at(begun)
        length = -(-self._theme.sounding_steps // bar) * bar
        self._number = 0
        self._vary(Span(earliest + (begun - earliest) % bar, length))

    def _vary(self, span: Span) -> None:
        """The next variation fills a span."""
        self._span = span
        self._number += 1
        self._variation = Variation(self._theme, self.bars.meter)

    def _wait_at(self, step: int, controls: Controls) -> None:
        """Read a rest before the first variation; all of them at once would take long there."""
        self._reader.read(step, REST, controls.genre)
        if self._bass_reader is not None:
            self._bass_reader.take(step, REST, REST, controls)
        self._announce(step + 1, controls)

    def _announce(self, step: int, controls: Controls) -> None:
        """Tell the reader of a variation that begins in a step, before it thinks about that."""
        if step == self._span.start:
            first = self._theme.start or 0
            self._reader.answer(step, controls.genre, self._span.length, step - first)
        elif step == self._span.end:
            self._reader.answer(step, controls.genre, self._span.length, self._span.length)

    def _vary_at(self, step: int, controls: Controls) -> int:
        """The variation's event at a step."""
        index = step - self._span.start
        logits = self._reader.predict(step, controls.genre, controls.discipline)
        event = self._variation.draw(index, logits, controls, self._random)
        self._reader.read(step, event, controls.genre)
        self._announce(step + 1, controls)
        return event

    def _bass_at(self, step: int, melody: int, controls: Controls) -> Due:
        """The bass under the variation's event at a step."""
        if self._bass_reader is None:
            return []
        event = self._bass_reader.go_on(step, melody, controls)
        velocity = max(1, round(BASS_SHARE * self._variation.velocity))
        return [(Part.BASS, message) for message in self._bass_voice.play(event, velocity)]

    def _silence(self) -> Due:
        ended: Due = [(Part.ANSWER, message) for message in self._voice.silence()]
        return ended + [(Part.BASS, message) for message in self._bass_voice.silence()]
