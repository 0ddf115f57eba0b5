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
import numpy.typing as npt

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


class Frames:
    """Collects, for each frame of a layout, which output belongs to which pitch.

    `table()` is an array of output numbers, [rows, frames, pitches]; the number `layout.width`
    stands for "nothing to say" and is read as 0.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._parts: list[Ints] = []

    def degrees(self, name: str, reference: Ints, pitches: Ints = PITCHES) -> None:
        """A frame of pitch classes above a reference (MIDI pitch or class, [rows])."""
        self._add(name, (pitches[None, :] - reference[:, None]) % 12, reference != NONE)

    def intervals(self, name: str, reference: Ints, reach: int) -> None:
        """A frame of semitones from a reference pitch, those beyond `reach` as `reach`."""
        distance = np.clip(PITCHES[None, :] - reference[:, None], -reach, reach) + reach
        self._add(name, distance, reference != NONE)

    def registers(self, name: str, rows: int) -> None:
        """A frame of absolute height in thirds of a tritone."""
        height = (PITCHES - LOWEST_PITCH) // REGISTER_SEMITONES
        self._add(name, np.tile(height, (rows, 1)), np.ones(rows, np.bool_))

    def table(self) -> Ints:
        """The frames so far, [rows, frames, pitches]."""
        return np.stack(self._parts, 1)

    def _add(self, name: str, index: Ints, known: npt.NDArray[np.bool_]) -> None:
        column = self._layout.columns[name] + index
        self._parts.append(np.where(known[:, None], column, self._layout.width))


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
    """The sum over frames for each pitch or pitch class, [rows, pitches]."""
    padded = np.concatenate([outputs, np.zeros((len(outputs), 1), np.float32)], 1)
    total: Floats = padded[np.arange(len(outputs))[:, None, None], table].sum(1)
    return total


def log_softmax(values: Floats) -> Floats:
    """Log-probabilities along the last axis."""
    shifted = values - values.max(-1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs


def layout(widths: Mapping[str, int]) -> Layout:
    """A layout of outputs: the kinds, then the frames given."""
    return Layout({"kind": KINDS, **widths})
