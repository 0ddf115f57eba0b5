"""Training windows cut from pieces, and the network's inputs for whole windows at once.

The features are those of `appliance.models.encoding`, computed for all steps of a batch in
numpy; a test holds the two writings against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.models.encoding import BARS_IN_CYCLE, INPUT_SIZE, OFFSETS, PROFILE_DECAY
from appliance.music.events import (
    FIRST_ONSET,
    LOWEST_PITCH,
    REST,
    VOCABULARY_SIZE,
)
from appliance.music.grid import METERS
from tools.corpus.pieces import Piece

PADDING = -1
NOTHING = -1
HALF_OCTAVE = 6


@dataclass(frozen=True)
class Batch:
    """Windows of equal length, each from a bar line on; PADDING after a piece's end.

    `events` is [windows, steps]; `first_bar`, `meter` (index) and `genre` (index) are [windows].
    """

    events: npt.NDArray[np.int64]
    first_bar: npt.NDArray[np.int64]
    meter: npt.NDArray[np.int64]
    genre: npt.NDArray[np.int64]


def inputs(batch: Batch) -> npt.NDArray[np.float32]:
    """The network's input for every step of every window, [windows, steps, INPUT_SIZE]."""
    windows, steps = batch.events.shape
    out = np.zeros((windows, steps, INPUT_SIZE), np.float32)
    bar_length = np.array([meter.steps_per_bar for meter in METERS])[batch.meter][:, None]
    step = np.arange(steps)[None, :]
    events = np.maximum(batch.events, REST)
    last = _last_onset(events)
    _light(out, "previous", _ago(events, np.ones_like(bar_length)))
    _light(out, "bar_ago", _ago(events, bar_length))
    _light(out, "two_bars_ago", _ago(events, 2 * bar_length))
    _light(out, "last_pitch", last)
    _light(out, "position", step % bar_length)
    _light(out, "bar", (batch.first_bar[:, None] + step // bar_length) % BARS_IN_CYCLE)
    _light(out, "meter", np.broadcast_to(batch.meter[:, None], (windows, steps)))
    _light(out, "genre", np.broadcast_to(batch.genre[:, None], (windows, steps)))
    out[:, :, OFFSETS["profile"] :] = _profile(events, last)
    return out


def transpose(events: npt.NDArray[np.int64], semitones: int) -> npt.NDArray[np.int64]:
    """Shift every onset; what would leave the vocabulary is moved back by an octave."""
    onsets = events >= FIRST_ONSET
    moved = events + semitones
    moved = np.where(moved < FIRST_ONSET, moved + 12, moved)
    moved = np.where(moved >= VOCABULARY_SIZE, moved - 12, moved)
    return np.where(onsets, moved, events)


class Windows:
    """Draws random training windows, evened out over genres of very different size."""

    def __init__(self, pieces: list[Piece], steps: int, evenness: float, seed: int) -> None:
        """
        Args:
            pieces: what to draw from.
            steps: length of a window.
            evenness: a genre of n steps is drawn with weight n ** (1 - evenness).
            seed: of the random choices.
        """
        self._pieces = pieces
        self._steps = steps
        self._random = np.random.default_rng(seed)
        length = np.array([len(piece.events) for piece in pieces], np.float64)
        genre = np.array([piece.genre for piece in pieces])
        total = np.bincount(genre, length)
        weight = length * (np.maximum(total, 1) ** -evenness)[genre]
        self._weight = weight / weight.sum()

    def draw(self, count: int) -> Batch:
        """`count` windows of random pieces, each transposed at random by up to a tritone."""
        chosen = self._random.choice(len(self._pieces), count, p=self._weight)
        cuts = [self._cut(self._pieces[index]) for index in chosen]
        return batch_of(cuts, self._steps)

    def _cut(self, piece: Piece) -> tuple[Piece, int, int]:
        bar = piece.meter.steps_per_bar
        latest = max(0, (len(piece.events) - self._steps // 2) // bar)
        semitones = int(self._random.integers(-HALF_OCTAVE, HALF_OCTAVE))
        return piece, int(self._random.integers(0, latest + 1)), semitones


def batch_of(cuts: list[tuple[Piece, int, int]], steps: int) -> Batch:
    """Windows from (piece, first bar, semitones)."""
    events = np.full((len(cuts), steps), PADDING, np.int64)
    for row, (piece, bar, semitones) in enumerate(cuts):
        start = bar * piece.meter.steps_per_bar
        window = piece.events[start : start + steps].astype(np.int64)
        events[row, : len(window)] = transpose(window, semitones)
    events = _begin_clean(events)
    return Batch(
        events,
        np.array([bar for _, bar, _ in cuts]),
        np.array([METERS.index(piece.meter) for piece, _, _ in cuts]),
        np.array([piece.genre for piece, _, _ in cuts]),
    )


def _begin_clean(events: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A window that opens inside a note opens with rests instead: a HOLD needs its onset."""
    begun = np.maximum.accumulate((events != 1).astype(np.int64), axis=1) > 0
    return np.where(begun, events, REST)


def _light(out: npt.NDArray[np.float32], feature: str, index: npt.NDArray[np.int64]) -> None:
    """Set the one-hot input of a feature where its index is not NOTHING."""
    window, step = np.nonzero(index != NOTHING)
    out[window, step, OFFSETS[feature] + index[window, step]] = 1.0


def _ago(events: npt.NDArray[np.int64], steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Event `steps` ago ([windows, 1]) at every step, NOTHING before the window."""
    source = np.arange(events.shape[1])[None, :] - steps
    values = np.take_along_axis(events, np.maximum(source, 0), axis=1)
    return np.where(source >= 0, values, NOTHING)


def _last_onset(events: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The onset event last heard before every step, NOTHING before the first."""
    steps = events.shape[1]
    where = np.where(events >= FIRST_ONSET, np.arange(steps)[None, :], -1)
    latest = np.maximum.accumulate(where, axis=1)
    heard = np.take_along_axis(events, np.maximum(latest, 0), axis=1)
    values = np.where(latest >= 0, heard, NOTHING)
    return np.concatenate([np.full((len(events), 1), NOTHING), values[:, :-1]], axis=1)


def _profile(events: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Decayed, normalised pitch-class profile before every step, [windows, steps, 12]."""
    windows, steps = events.shape
    running = np.zeros((windows, 12), np.float32)
    out = np.zeros((windows, steps, 12), np.float32)
    rows = np.arange(windows)
    for step in range(steps):
        out[:, step] = running / np.maximum(running.sum(1, keepdims=True), 1e-9)
        now = events[:, step]
        heard = np.where(now >= FIRST_ONSET, now, last[:, step])
        sounds = (now != REST) & (heard != NOTHING)
        running *= PROFILE_DECAY
        pitch_class = (heard - FIRST_ONSET + LOWEST_PITCH) % 12
        running[rows[sounds], pitch_class[sounds]] += 1.0
    return out
