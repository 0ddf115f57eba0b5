"""Prices that hold what the box plays to people's habits, genre by genre.

Each term of `terms` that the box uses oftener than people in the genre becomes dearer from round to
round, each that it uses less often cheaper, until the frequencies agree. The prices are the
Lagrange multipliers of that constraint, found by dual ascent (compare Tessler, Mankowitz & Mannor
2019, Reward Constrained Policy Optimization, arXiv 1805.11074).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.models.habits import WIDTH
from tools.rl.terms import Counts

Frequencies = npt.NDArray[np.float64]
PACE = 0.3  # nats by which a price moves in a round for each nat of difference
DEAREST = 12.0  # nats
MEMORY = 0.5  # of the box's frequencies, from round to round
RARE = 2e-3  # a frequency below this, per step, is not told from 0
FAR = 1.0  # nats of difference that count at most


class Prices:
    """For each genre and term, the nats that a use of it costs: [genres, terms]."""

    def __init__(self, people: Frequencies, pace: float = PACE, memory: float = MEMORY) -> None:
        """
        Args:
            people: frequency per step of each term, [genres, terms]; nan for a genre without.
            pace: nats by which a price moves in a round for each nat of difference.
            memory: of the box's frequencies, from round to round.
        """
        self.pace, self._memory = pace, memory
        self.people = people
        self.own = people.copy()
        self.prices = np.zeros_like(people)
        self.lasting = np.zeros_like(people)  # a running mean, without the noise of single rounds

    def learn(self, counts: Counts, counted: npt.NDArray[np.bool_], genre: npt.NDArray[np.int64]
              ) -> None:  # fmt: skip
        """Move the prices by what was played in a round; arguments as in `frequencies`."""
        found = frequencies(counts, counted, genre, len(self.people))
        fresh = np.where(np.isnan(found), self.own, found)
        self.own = self._memory * self.own + (1.0 - self._memory) * fresh
        difference = np.log((self.own + RARE) / (self.people + RARE))
        moved = self.prices + self.pace * np.clip(np.nan_to_num(difference), -FAR, FAR)
        self.prices = np.clip(moved, -DEAREST, DEAREST)

    def reward(self, counts: Counts, genre: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """What the terms used in each step bring, in nats, [jams, steps]."""
        due = -np.einsum("jst,jt->js", counts, self.prices[genre])
        return due.astype(np.float32)

    def average(self, share: float) -> None:
        """Let the lasting prices follow the present ones by a share of the way, 0 … 1."""
        self.lasting = self.lasting + share * (self.prices - self.lasting)

    @property
    def habits(self) -> npt.NDArray[np.float32]:
        """The terms that the box knows of, dear ones below 0, [genres, habits.WIDTH]."""
        return (-self.prices[:, :WIDTH]).astype(np.float32)

    def distance(self) -> float:
        """Mean absolute difference of the box's and people's frequencies, per step and genre."""
        return float(np.nanmean(np.nansum(np.abs(self.own - self.people), axis=1)))


def frequencies(
    counts: Counts,
    counted: npt.NDArray[np.bool_],
    genre: npt.NDArray[np.int64],
    genres: int,
) -> Frequencies:
    """How often each term is used per step, [genres, terms]; nan for genres without steps.

    Args:
        counts: [jams, steps, terms].
        counted: the steps that count, [jams, steps].
        genre: [jams].
        genres: how many there are.
    """
    used = np.einsum("jst,js->jt", counts, counted.astype(np.float64))
    sums, steps = np.zeros((genres, counts.shape[2])), np.zeros(genres)
    np.add.at(sums, genre, used)
    np.add.at(steps, genre, counted.sum(1))
    return np.where(steps[:, None] > 0, sums / np.maximum(steps, 1)[:, None], np.nan)
