"""The rewards, step by step and in nats, and how much each counts.

A bass of step s is rewarded by the melody that the human really plays there, which nobody knew
when it was chosen (Roberts et al. 2016: "ability to predict aspects of what the human collaborator
is playing").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.anticipation import CONSONANT
from tools.rl.lines import SILENT, Ints, later, notes, sounding

Rewards = npt.NDArray[np.float32]
COUPLING_BARS = 2
SURPRISE_PACE = 0.02  # by which the usual follows what was heard

# How much each reward counts; 0 leaves one out (`--without`). The prior's weight is 1 by
# definition: all others are in its nats.
BASS_WEIGHTS: Final = {
    "consonance": 7.2,
    "coupling": 8.6,
    "support": 4.3,
    "anticipation": 8.6,
    "composition": 1.0,
    "genre": 2.0,
}
MELODY_WEIGHTS: Final = {"composition": 1.0, "genre": 1.5, "anticipation": 2.0}


def agreement(melody: Ints, bass: Ints) -> npt.NDArray[np.int64]:
    """1 where both sound and are consonant, -1 where dissonant, 0 elsewhere, [jams, steps].

    Source: consonant and dissonant rate of StreamMUSE (RTAS 2026), interval classes counted
    from the bass upwards.
    """
    upper, lower = sounding(melody), sounding(bass)
    fits = np.isin((upper - lower) % 12, CONSONANT)
    both = (upper != SILENT) & (lower != SILENT)
    return np.where(both, np.where(fits, 1, -1), 0)


def consonance(melody: Ints, bass: Ints) -> Rewards:
    """How the bass agrees with the human's melody in every step that both sound."""
    return agreement(melody, bass).astype(np.float32)


def coupling(melody: Ints, bass: Ints, bar: Ints) -> Rewards:
    """How much better the bass agrees with its own place in the melody than with others.

    Two bars earlier and two bars later stand for "others": a bass that fits everywhere, as a
    drone, earns nothing.

    Args:
        melody: [jams, steps].
        bass: the same.
        bar: steps of a bar, [jams].
    """
    elsewhere = [agreement(later(melody, sign * COUPLING_BARS * bar), bass) for sign in (1, -1)]
    return (agreement(melody, bass) - np.mean(elsewhere, axis=0)).astype(np.float32)


def anticipation(melody: Ints, bass: Ints) -> Rewards:
    """Whether a bass note, as it begins, agrees with what the human plays in that very step."""
    return np.where(notes(bass).onset, agreement(melody, bass), 0).astype(np.float32)


def support(melody: Ints, bass: Ints, beat: Ints) -> Rewards:
    """Strong-beat support: how the bass agrees with the melody on the beats.

    Args:
        melody: [jams, steps].
        bass: the same.
        beat: steps of a beat, [jams].
    """
    strong = np.arange(melody.shape[1])[None, :] % beat[:, None] == 0
    return np.where(strong, agreement(melody, bass), 0).astype(np.float32)


def weighed(
    each: Mapping[str, Rewards], weights: Mapping[str, float], counted: npt.NDArray[np.bool_]
) -> Rewards:
    """The sum of rewards at their weights, 0 where nothing counts, [jams, steps]."""
    total = sum(weights[name] * reward for name, reward in each.items())
    return np.where(counted, total, 0.0).astype(np.float32)


class Foresight:
    """How well the player's next turn is foretold from the answer, against what is usual.

    Usual is how well their call was foretold, and by how much the next turn is commonly foretold
    better or worse than the call in the genre; so a player who is hard to foretell costs nothing.
    """

    def __init__(self, genres: int) -> None:
        self._usual = np.zeros(genres)

    def reward(
        self, logs: Rewards, onset: npt.NDArray[np.bool_], begin: Ints, length: Ints, genre: Ints
    ) -> Rewards:
        """In nats an onset of the next turn, spread evenly over the answer, [jams, steps].

        Args:
            logs: log-probabilities that the frozen LSTM gave to what came, [jams, steps].
            onset: where notes began.
            begin: of the answer, [jams].
            length: of call, answer and next turn alike, [jams].
            genre: [jams].
        """
        place = np.arange(logs.shape[1])[None, :] - begin[:, None]
        span = length[:, None]
        called = _mean(logs, onset & (place >= -span) & (place < 0))
        after = _mean(logs, onset & (place >= span) & (place < 2 * span))
        better = after - called
        known = np.isfinite(better)
        gained = np.where(known, better - self._usual[genre], 0.0)
        np.add.at(self._usual, genre[known], SURPRISE_PACE * gained[known])
        within = (place >= 0) & (place < span)
        return np.where(within, (gained / length)[:, None], 0).astype(np.float32)


def _mean(values: Rewards, where: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Means of rows where something counts; nan for rows where nothing does, [jams]."""
    count = where.sum(1)
    return np.where(count > 0, (values * where).sum(1) / np.maximum(count, 1), np.nan)
