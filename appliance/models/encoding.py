"""What the melody network is told before it predicts an event: one table of input features.

The features of the step to be predicted, in this order, concatenated to one float vector:

    previous     one-hot of the event one step ago
    bar_ago      one-hot of the event one bar ago      (look-back, as Magenta's Lookback RNN;
    two_bars_ago one-hot of the event two bars ago      Waite 2016), zero before the line began
    last_pitch   one-hot of the last onset's event, zero before the first
    position     one-hot of the sixteenth within the bar
    bar          one-hot of the bar number modulo 4
    meter        one-hot of the meter
    genre        one-hot of the genre
    profile      share of each pitch class in what sounded, older steps weighing less
"""

from __future__ import annotations

from collections import deque
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, is_onset, pitch_of
from appliance.music.genres import GENRES
from appliance.music.grid import LONGEST_BAR, METERS, Meter

BARS_IN_CYCLE: Final = 4
PROFILE_DECAY: Final = 0.97

FEATURES: Final = {
    "previous": VOCABULARY_SIZE,
    "bar_ago": VOCABULARY_SIZE,
    "two_bars_ago": VOCABULARY_SIZE,
    "last_pitch": VOCABULARY_SIZE,
    "position": LONGEST_BAR,
    "bar": BARS_IN_CYCLE,
    "meter": len(METERS),
    "genre": len(GENRES),
    "profile": 12,
}
INPUT_SIZE: Final = sum(FEATURES.values())
OFFSETS: Final = dict(zip(FEATURES, accumulate([0, *FEATURES.values()]), strict=False))


class MelodyEncoder:
    """Keeps the little history that the features need, event by event."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self._recent: deque[int] = deque(maxlen=2 * meter.steps_per_bar)
        self._last_onset: int | None = None
        self._profile = np.zeros(12, np.float32)

    def push(self, event: int) -> None:
        """Take in the event of the next step."""
        self._recent.append(event)
        if is_onset(event):
            self._last_onset = event
        self._profile *= PROFILE_DECAY
        if event != REST and self._last_onset is not None:
            self._profile[pitch_of(self._last_onset) % 12] += 1.0

    def vector(self, step: int, genre: int) -> npt.NDArray[np.float32]:
        """Features of a step counted from the line's first bar line, shape [INPUT_SIZE].

        Args:
            step: the step whose event is to be predicted.
            genre: index of the genre wanted.
        """
        out = np.zeros(INPUT_SIZE, np.float32)
        bar_length = self.meter.steps_per_bar
        hot = {
            "previous": self._ago(1),
            "bar_ago": self._ago(bar_length),
            "two_bars_ago": self._ago(2 * bar_length),
            "last_pitch": self._last_onset,
            "position": self.meter.position(step),
            "bar": self.meter.bar(step) % BARS_IN_CYCLE,
            "meter": METERS.index(self.meter),
            "genre": genre,
        }
        for feature, index in hot.items():
            if index is not None:
                out[OFFSETS[feature] + index] = 1.0
        total = float(self._profile.sum())
        if total > 0:
            out[OFFSETS["profile"] :] = self._profile / total
        return out

    @property
    def sounding(self) -> bool:
        """True if the last event left a note sounding, so that HOLD has a meaning."""
        return bool(self._recent) and self._recent[-1] != REST

    def _ago(self, steps: int) -> int | None:
        return self._recent[-steps] if steps <= len(self._recent) else None


def allowed_events(sounding: bool) -> npt.NDArray[np.bool_]:
    """Which events have a meaning after this one, shape [VOCABULARY_SIZE]: HOLD needs a note."""
    allowed = np.ones(VOCABULARY_SIZE, np.bool_)
    allowed[HOLD] = sounding
    return allowed
