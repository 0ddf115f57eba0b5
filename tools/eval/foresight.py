"""How well the player's next notes are foreseen: pitch classes of melody onsets, h steps ahead.

At step k the events of steps 0 … k are known and step k + h is foretold, for h in HORIZONS. Only
steps k + h at which a note begins are scored, so a model says which pitch class would begin there
if one did: a row of 12 probabilities. What begins in steps k + 1 … k + h - 1 is unknown. The nats
of an onset are -ln of the probability of its pitch class; it is a hit if no other class was
likelier. Which steps are scored, and how, is our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, LOWEST_PITCH
from tools.corpus.pieces import Events
from tools.eval.ngram import NGram

Table = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CLASSES = 12
HORIZONS = (1, 2, 3, 4)


def _tallies() -> dict[int, float]:
    return dict.fromkeys(HORIZONS, 0.0)


@dataclass
class Foresight:
    """Sums over the onsets foretold, by horizon."""

    onsets: dict[int, float] = field(default_factory=_tallies)
    nats: dict[int, float] = field(default_factory=_tallies)
    hits: dict[int, float] = field(default_factory=_tallies)

    def add(self, melody: Events, horizon: int, foretold: Table) -> None:
        """Count a melody, [steps].

        Args:
            melody: its events.
            horizon: h, in steps.
            foretold: [steps, CLASSES]; row k is for step k + h. The last h rows are not looked at.
        """
        steps = np.flatnonzero(melody[horizon:] >= FIRST_ONSET)
        truth = pitch_classes(melody[horizon:])
        rows = foretold[steps]
        self.onsets[horizon] += len(steps)
        self.nats[horizon] -= float(np.log(rows[np.arange(len(steps)), truth]).sum())
        self.hits[horizon] += float((rows.argmax(1) == truth).sum())

    def summary(self) -> dict[int, dict[str, float]]:
        """Means by horizon: `nats_per_onset`, `top1_per_onset` (share of onsets)."""
        return {
            horizon: {
                "nats_per_onset": self.nats[horizon] / max(1.0, onsets),
                "top1_per_onset": self.hits[horizon] / max(1.0, onsets),
            }
            for horizon, onsets in self.onsets.items()
        }


class RepeatClass:
    """The last pitch class known comes again; how often it does was counted, by horizon.

    All other classes are equally likely; before the first onset all twelve are.
    """

    def __init__(self, melodies: Sequence[Events]) -> None:
        self._share = {horizon: _repeat_share(melodies, horizon) for horizon in HORIZONS}

    def foretell(self, melody: Events, horizon: int) -> Table:
        """P of each pitch class at step k + horizon in row k, [steps, CLASSES]."""
        share = self._share[horizon]
        out = np.full((len(melody), CLASSES), (1.0 - share) / (CLASSES - 1))
        last = _last_class(melody)
        known = np.flatnonzero(last >= 0)
        out[known, last[known]] = share
        out[last < 0] = 1.0 / CLASSES
        return out


class ClassNGram:
    """An n-gram over the pitch classes of successive onsets (Witten-Bell, as NGram).

    It continues the onsets known as if none began between k and k + h, whatever h is.
    """

    def __init__(self, melodies: Sequence[Events], order: int = 5) -> None:
        self._model = NGram([pitch_classes(melody).astype(np.int8) for melody in melodies], order)

    def foretell(self, melody: Events, horizon: int) -> Table:
        """P of each pitch class at step k + horizon in row k, [steps, CLASSES]."""
        classes = np.append(pitch_classes(melody), 0).astype(np.int8)
        after = self._model.probabilities(classes)[:, :CLASSES]
        known = np.cumsum(melody >= FIRST_ONSET)
        out: Table = after[known] / after[known].sum(1, keepdims=True)
        return out


def pitch_classes(melody: Events) -> Ints:
    """The pitch classes of its onsets in order, [onsets]."""
    onsets = melody[melody >= FIRST_ONSET].astype(np.int64)
    return (onsets - FIRST_ONSET + LOWEST_PITCH) % CLASSES


def _last_class(melody: Events) -> Ints:
    """The pitch class of the last onset up to each step, -1 before the first, [steps]."""
    return np.concatenate([[-1], pitch_classes(melody)])[np.cumsum(melody >= FIRST_ONSET)]


def _repeat_share(melodies: Sequence[Events], horizon: int) -> float:
    """How often an onset has the last pitch class known, add-one smoothed."""
    repeats, onsets = 1.0, 2.0
    for melody in melodies:
        truth = pitch_classes(melody[horizon:])
        last = _last_class(melody)[:-horizon][melody[horizon:] >= FIRST_ONSET]
        repeats += float((last == truth).sum())
        onsets += float((last >= 0).sum())
    return repeats / onsets
