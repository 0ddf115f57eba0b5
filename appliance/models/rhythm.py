"""How far a critic leads the rhythm: it says where an onset comes, not how many come.

The policy decides twice: which kind of event comes (rest, hold, onset), and at an onset which
pitch. A network's values are taken in full for the pitch. A kind is worth what will be drawn after
it, softly: an onset the log of the mean of exp value over the LSTM's pitches (entropy-regularised
options, compare Fox, Pakman & Tishby 2016). When a player repeats a riff, all that they do is
foreseen, and every further onset is sure to agree: a critic that counted that would play in every
step. So what the kinds have been worth of late is taken off, and what is left says where.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from appliance.models.frames import log_softmax
from appliance.models.line import Floats
from appliance.models.side_by_side import side_by_side
from appliance.music.events import FIRST_ONSET

SAY: Final = 0.5  # of what a kind is worth more than of late
LATE: Final = 64  # steps that "of late" is, at most


def worth_of_kinds(values: Floats, onset: Floats) -> Floats:
    """What a rest, a hold and an onset are worth in nats, less their mean, [rows, 3].

    Args:
        values: of all events in nats, [rows, VOCABULARY_SIZE].
        onset: of an onset, from `worth_of_onset`, [rows, 1].
    """
    kinds = np.concatenate([values[:, :FIRST_ONSET], onset], 1)
    less: Floats = kinds - np.add.reduce(kinds, 1, keepdims=True) / (FIRST_ONSET + 1)
    return less


def worth_of_onset(values: Floats, logits: Floats) -> Floats:
    """What an onset is worth, whichever pitch the LSTM would draw, [rows, 1].

    Args:
        values: of all events in nats, [rows, VOCABULARY_SIZE].
        logits: of the LSTM, [rows, VOCABULARY_SIZE], finite for onsets.
    """
    chances = log_softmax(logits[:, FIRST_ONSET:])
    worth: Floats = np.logaddexp.reduce(chances + values[:, FIRST_ONSET:], axis=1, keepdims=True)
    return worth


class Rhythm:
    """What the kinds have been worth of late, for lines side by side."""

    def __init__(self, rows: int = 1) -> None:
        """No step has passed yet."""
        self._usual = np.full((rows, FIRST_ONSET + 1), np.nan, np.float32)
        self._newest: Floats | None = None
        self._steps = 0

    @classmethod
    def side_by_side(cls, rhythms: Sequence[Rhythm]) -> Rhythm:
        """Several as one, that steers; each accepts alone."""
        return side_by_side(rhythms, ("_usual",))

    def adopt(self, whole: Rhythm, rows: slice) -> None:
        """The step was steered by one of several, as these rows."""
        self._newest = None if whole._newest is None else whole._newest[rows]

    def steered(self, values: Floats, logits: Floats) -> Floats:
        """Values that say where an onset comes, and which, [rows, VOCABULARY_SIZE]."""
        onset = worth_of_onset(values, logits)
        self._newest = worth_of_kinds(values, onset)
        return _with_kinds(values, onset, SAY * (self._newest - self._known(self._newest)))

    def accept(self) -> None:
        """The step that was steered last has passed."""
        if self._newest is None:
            return
        self._steps += 1
        pace = max(1.0 / LATE, 1.0 / (self._steps + 1))
        usual = self._known(self._newest)
        self._usual = usual + pace * (self._newest - usual)

    def _known(self, newest: Floats) -> Floats:
        """What is usual; before the first step has passed, what is newest."""
        return np.where(np.isnan(self._usual), newest, self._usual)


def of_pitches(values: Floats, logits: Floats) -> Floats:
    """Values that leave the chances of rest, hold and onset as they are, shaped as they were."""
    kinds = np.zeros((len(values), FIRST_ONSET + 1), np.float32)
    return _with_kinds(values, worth_of_onset(values, logits), kinds)


def with_say(values: Floats, logits: Floats, say: float) -> Floats:
    """Values by which kinds count for a share of what they are worth, 0 … 1 (all of it)."""
    onset = worth_of_onset(values, logits)
    return _with_kinds(values, onset, say * worth_of_kinds(values, onset))


def _with_kinds(values: Floats, onset: Floats, kinds: Floats) -> Floats:
    """Values by which the kinds are worth so much, [rows, 3], and the pitches what they were."""
    pitches = values[:, FIRST_ONSET:] + (kinds[:, FIRST_ONSET:] - onset)
    out: Floats = np.concatenate([kinds[:, :FIRST_ONSET], pitches], 1)
    return out
