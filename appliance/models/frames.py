"""Outputs relative to what is heard: how a network's numbers become logits of events.

A network never names a pitch. It says what kind of event comes (rest, hold, onset) and how good
a pitch is seen from several places: as a degree of the running key, as an interval from its own
last note, from the other voice's note, from the note one, two and four bars ago, and by register.
The logit of a pitch is the sum over these frames. So a tune and its transposition are the same to
the network, and repeating a bar or moving by a step is one number each.

Relative pitch follows the scale-degree and interval viewpoints of Conklin & Witten (1995),
"Multiple viewpoint systems for music prediction", J. New Music Research 24(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from appliance.models.line import NONE, Floats, Ints
from appliance.models.sheet import Layout
from appliance.music.events import HIGHEST_PITCH, LOWEST_PITCH, VOCABULARY_SIZE

KINDS: Final = 3  # rest, hold, onset
DEGREES: Final = 12
NEAR: Final = 24  # semitones up and down from the own last note
CLOSE: Final = 12  # semitones up and down from a note of the past
REGISTER_SEMITONES: Final = 3
PITCHES: Final = np.arange(LOWEST_PITCH, HIGHEST_PITCH + 1)
REGISTERS: Final = -(-len(PITCHES) // REGISTER_SEMITONES)
FARTHEST_MOVE: Final = HIGHEST_PITCH - LOWEST_PITCH
MIDI_PITCHES: Final = 128
Views = dict[int, int]  # number of a view by what it is seen from, NONE for nothing
_HEIGHTS: Final = (PITCHES - LOWEST_PITCH) // REGISTER_SEMITONES


class Frames:
    """Which output belongs to which pitch, for every frame and whatever it is seen from.

    A *view* is a frame seen from some reference. A layout's views are numbered when a network is
    made ready, so that a step has but to name the views it needs; 0 is the view of nothing.
    """

    def __init__(self, layout: Layout, pitches: Ints = PITCHES) -> None:
        """
        Args:
            layout: of the outputs.
            pitches: or pitch classes that the frames are of.
        """
        self._layout, self._pitches = layout, pitches
        self._views: list[Ints] = [np.full(len(pitches), layout.width)]
        self._table: Ints | None = None

    def degrees(self, name: str) -> Views:
        """Views of a frame of pitch classes, by the reference that they lie above."""
        first = self._add(name, [(self._pitches - tonic) % 12 for tonic in range(12)])
        return {NONE: 0} | {pitch: first + pitch % 12 for pitch in range(MIDI_PITCHES)}

    def intervals(self, name: str, reach: int) -> Views:
        """Views of a frame of semitones from a reference pitch, those beyond `reach` as `reach`.

        A reference may lie out of the range of pitches, by as much as that range.
        """
        low, high = LOWEST_PITCH - reach, HIGHEST_PITCH + reach  # beyond, it looks the same
        distances = (self._pitches - pitch for pitch in range(low, high + 1))
        first = self._add(name, [np.clip(each, -reach, reach) + reach for each in distances])
        references = range(LOWEST_PITCH - FARTHEST_MOVE, HIGHEST_PITCH + FARTHEST_MOVE + 1)
        views = {pitch: first + min(max(pitch, low), high) - low for pitch in references}
        return views | {NONE: 0}

    def registers(self, name: str) -> int:
        """The view of a frame of absolute height in thirds of a tritone."""
        return self._add(name, [_HEIGHTS])

    def table(self, views: Sequence[Sequence[int]]) -> Ints:
        """Numbers of outputs by the views of each row, [rows, views, pitches].

        The number `layout.width` stands for "nothing to say" and is read as 0.
        """
        if self._table is None:
            self._table = np.array(self._views)
        table: Ints = self._table[np.array(views)]
        return table

    def _add(self, name: str, indices: Iterable[Ints]) -> int:
        first, column = len(self._views), self._layout.columns[name]
        self._views.extend(column + index for index in indices)
        return first


def event_logits(outputs: Floats, table: Ints) -> Floats:
    """Log-probabilities of the vocabulary's events, [rows, VOCABULARY_SIZE].

    Args:
        outputs: of a network, [rows, layout width].
        table: from `Frames`, [rows, frames, pitches].
    """
    return join(kind_logits(outputs), pitch_logits(outputs, table))


def kind_logits(outputs: Floats) -> Floats:
    """Log-probabilities of rest, hold and onset, [rows, KINDS]: the first outputs."""
    return log_softmax(outputs[:, :KINDS])


def pitch_logits(outputs: Floats, table: Ints) -> Floats:
    """Log-probabilities of the pitches of an onset, [rows, pitches]."""
    return log_softmax(summed(outputs, table))


def join(kind: Floats, pitch: Floats) -> Floats:
    """log p(onset of p) = log p(onset) + log p(p | onset), [rows, VOCABULARY_SIZE].

    Both are log-probabilities; the kinds keep their own balance if they are not quite.
    """
    logits = np.empty((len(kind), VOCABULARY_SIZE), np.float32)
    logits[:, : KINDS - 1] = kind[:, : KINDS - 1]
    logits[:, KINDS - 1 :] = kind[:, KINDS - 1 :] + pitch
    return logits


def summed(outputs: Floats, table: Ints) -> Floats:
    """The sum over frames for each pitch or pitch class, [rows, …, pitches].

    Args:
        outputs: of a network, [rows, layout width].
        table: from `Frames`, [rows, …, frames, pitches].
    """
    rows, width = outputs.shape
    padded = np.zeros((rows, width + 1), np.float32)
    padded[:, :-1] = outputs
    first = np.arange(0, rows * (width + 1), width + 1).reshape(-1, *[1] * (table.ndim - 1))
    total: Floats = np.add.reduce(padded.take(table + first), -2)
    return total


def softmax(values: Floats) -> Floats:
    """Probabilities along the last axis."""
    raised = np.exp(values - np.maximum.reduce(values, -1, keepdims=True))
    chances: Floats = raised / np.add.reduce(raised, -1, keepdims=True)
    return chances


def log_softmax(values: Floats) -> Floats:
    """Log-probabilities along the last axis."""
    shifted = values - np.maximum.reduce(values, -1, keepdims=True)
    logs: Floats = shifted - np.log(np.add.reduce(np.exp(shifted), -1, keepdims=True))
    return logs


def layout(widths: Mapping[str, int]) -> Layout:
    """A layout of outputs: the kinds, then the frames given."""
    return Layout({"kind": KINDS, **widths})
