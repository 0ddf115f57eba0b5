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

from collections.abc import Mapping
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
_HEIGHTS: Final = (PITCHES - LOWEST_PITCH) // REGISTER_SEMITONES


class Frames:
    """Collects, for each frame of a layout, which output belongs to which pitch.

    `table()` is an array of output numbers, [rows, frames, pitches]; the number `layout.width`
    stands for "nothing to say" and is read as 0.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._parts: list[Ints] = []

    def degrees(self, places: Ints, reference: Ints, pitches: Ints = PITCHES) -> None:
        """Frames of pitch classes above references.

        Args:
            places: of the frames in the layout, [frames].
            reference: MIDI pitches or classes, NONE where there is none, [rows, frames].
            pitches: that the frames are of.
        """
        self._add(places, (pitches - reference[..., None]) % 12, reference)

    def intervals(self, places: Ints, reference: Ints, reach: int) -> None:
        """Frames of semitones from reference pitches, those beyond `reach` as `reach`.

        `places` and `reference` are as for `degrees`.
        """
        distance = np.minimum(np.maximum(PITCHES - reference[..., None], -reach), reach) + reach
        self._add(places, distance, reference)

    def registers(self, name: str, rows: int) -> None:
        """A frame of absolute height in thirds of a tritone."""
        column = self._layout.columns[name] + _HEIGHTS
        self._parts.append(np.broadcast_to(column, (rows, 1, len(PITCHES))))

    def table(self) -> Ints:
        """The frames so far, [rows, frames, pitches]."""
        return np.concatenate(self._parts, 1)

    def _add(self, places: Ints, index: Ints, reference: Ints) -> None:
        column = self._layout.starts[places][..., None] + index
        unknown = reference == NONE
        if unknown.any():
            column[unknown] = self._layout.width
        self._parts.append(column)


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

    `pitch` need not be normalised; the kinds keep their own balance.
    """
    logits = np.empty((len(kind), VOCABULARY_SIZE), np.float32)
    logits[:, : KINDS - 1] = kind[:, : KINDS - 1]
    logits[:, KINDS - 1 :] = kind[:, KINDS - 1 :] + log_softmax(pitch)
    return logits


def summed(outputs: Floats, table: Ints) -> Floats:
    """The sum over frames for each pitch or pitch class, [rows, …, pitches].

    Args:
        outputs: of a network, [rows, layout width].
        table: from `Frames`, [rows, …, frames, pitches].
    """
    padded = np.zeros((len(outputs), outputs.shape[1] + 1), np.float32)
    padded[:, :-1] = outputs
    rows = np.arange(len(outputs)).reshape(-1, *[1] * (table.ndim - 1))
    total: Floats = padded[rows, table].sum(-2)
    return total


def log_softmax(values: Floats) -> Floats:
    """Log-probabilities along the last axis."""
    shifted = values - np.maximum.reduce(values, -1, keepdims=True)
    logs: Floats = shifted - np.log(np.add.reduce(np.exp(shifted), -1, keepdims=True))
    return logs


def layout(widths: Mapping[str, int]) -> Layout:
    """A layout of outputs: the kinds, then the frames given."""
    return Layout({"kind": KINDS, **widths})
