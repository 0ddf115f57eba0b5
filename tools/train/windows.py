"""Training windows cut from the corpus, evened out over genres of very different size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE
from appliance.music.grid import Meter

Ints = npt.NDArray[np.int64]
PADDING = -1
HALF_OCTAVE = 6


class Music(Protocol):
    """What windows are cut from: a piece or a duet."""

    @property
    def genre(self) -> int:
        """Index of the genre."""

    @property
    def meter(self) -> Meter:
        """Of all its bars."""

    def __len__(self) -> int:
        """Its steps."""


M = TypeVar("M", bound=Music)


class Sampler(Generic[M]):
    """Draws music at random, weighed by length; small genres more often than their size."""

    def __init__(
        self, music: Sequence[M], evenness: float, seed: int, weights: Sequence[float] = ()
    ) -> None:
        """
        Args:
            music: what to draw from.
            evenness: a genre of n steps is drawn with weight n ** (1 - evenness).
            seed: of the random choices.
            weights: a factor for each, 1 for all if left out.
        """
        self._music = music
        self.random = np.random.default_rng(seed)
        length = np.array([len(each) for each in music], np.float64)
        length *= np.array(weights or np.ones(len(music)))
        genre = np.array([each.genre for each in music])
        total = np.bincount(genre, length)
        weight = length * (np.maximum(total, 1) ** -evenness)[genre]
        self._weight = weight / weight.sum()

    def draw(self, count: int) -> list[M]:
        """`count` pieces of music, with repetition."""
        chosen = self.random.choice(len(self._music), count, p=self._weight)
        return [self._music[index] for index in chosen]

    def bar(self, music: M, steps: int) -> int:
        """A bar to begin a window of `steps` at, so that it is at least half full."""
        latest = max(0, (len(music) - steps // 2) // music.meter.steps_per_bar)
        return int(self.random.integers(0, latest + 1))

    def semitones(self) -> int:
        """How far to transpose, up to a tritone."""
        return int(self.random.integers(-HALF_OCTAVE, HALF_OCTAVE))


def window(events: npt.NDArray[np.int8], start: int, steps: int, semitones: int) -> Ints:
    """`steps` events from a step on, transposed, PADDING after the end, [steps].

    A window that opens inside a note opens with rests instead: a HOLD needs its onset.
    """
    out = np.full(steps, PADDING, np.int64)
    cut = events[start : start + steps].astype(np.int64)
    out[: len(cut)] = transpose(cut, semitones)
    begun = np.maximum.accumulate(out != HOLD)
    return np.where(begun, out, REST)


def transpose(events: Ints, semitones: int | Ints) -> Ints:
    """Shift every onset; what would leave the vocabulary is moved back by an octave."""
    onsets = events >= FIRST_ONSET
    moved = events + semitones
    moved = np.where(moved < FIRST_ONSET, moved + 12, moved)
    moved = np.where(moved >= VOCABULARY_SIZE, moved - 12, moved)
    return np.where(onsets, moved, events)
