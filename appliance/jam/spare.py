"""What the box plays when its networks do not answer in time: little, but on time and no nonsense.

A melody goes on as it is, and for longer with what was heard. A bass does as it did a bar before;
without one, it holds the pitch that was heard most.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from appliance.jam.accompany import HOLD_BARS, REST_BARS
from appliance.jam.bounds import Bounds
from appliance.models.predictor import EchoPredictor, Logits
from appliance.music.events import (
    FIRST_ONSET,
    HOLD,
    REST,
    VOCABULARY_SIZE,
    is_onset,
    onset,
    pitch_of,
)
from appliance.music.grid import COMMON_TIME, Meter

REST_NATS, ONSET_NATS = -3.0, -6.0  # against a hold
LOWEST_BASS = 36


class SpareMelody:
    """Reads a melody; knows two ways on."""

    def __init__(self) -> None:
        self._echo = EchoPredictor()

    def begin(self, meter: Meter) -> None:
        """Start a new line: nothing has been heard."""
        self._echo.begin(meter)

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one, whoever plays it."""
        self._echo.accept(event, genre)

    def goes_on(self) -> Logits:
        """Logits of a next event that leaves things as they are, shape [VOCABULARY_SIZE]."""
        logits = np.full(VOCABULARY_SIZE, ONSET_NATS, np.float32)
        logits[HOLD], logits[REST] = 0.0, REST_NATS
        logits[FIRST_ONSET:] += self.plays(0)[FIRST_ONSET:]
        return logits

    def plays(self, genre: int) -> Logits:
        """Logits of a next event out of what was heard, shape [VOCABULARY_SIZE]."""
        return self._echo.predict(genre)


class SpareBass:
    """Reads a bass and the melody over it, and knows what the bass may do next."""

    def __init__(self) -> None:
        self.begin(COMMON_TIME)

    def begin(self, meter: Meter) -> None:
        """Start new lines on a bar line."""
        self._meter = meter
        self._bass: list[int] = []  # the events of the newest bar
        self._step = 0
        self._begun: int | None = None  # the step of its first note after a bar of silence
        self._heard: Counter[int] = Counter()  # onsets of the melody, by pitch class
        self._bounds = Bounds(meter, HOLD_BARS, REST_BARS)

    def hear(self, melody: int) -> None:
        """The melody's event of a step."""
        if is_onset(melody):
            self._heard[pitch_of(melody) % 12] += 1

    def accept(self, event: int) -> None:
        """The bass' event of the next step, whoever plays it."""
        self._bass = [*self._bass, event][-self._meter.steps_per_bar :]
        self._bounds.take(event)
        if not any(self._bass):
            self._begun = None
        elif self._begun is None:
            self._begun = self._step
        self._step += 1

    def choose(self) -> int:
        """What the bass does in the next step, within the bounds that it always has."""
        allowed = self._bounds.allowed()
        wishes = [self._bar_before(), HOLD, REST, self._ground()]
        return next(wish for wish in wishes if wish is not None and allowed[wish])

    def _bar_before(self) -> int | None:
        """What it did a bar before; if it did not play then, it may begin on a bar line."""
        if self._begun is not None:
            played = self._step - self._meter.steps_per_bar >= self._begun
            return self._bass[0] if played else None
        return self._ground() if self._meter.position(self._step) == 0 and self._heard else None

    def _ground(self) -> int:
        """The pitch heard most, low down."""
        (found,) = [pitch for pitch, _ in self._heard.most_common(1)] or [0]
        return onset(LOWEST_BASS + found)
