"""What people do, counted before deep Q-learning begins: their habits, and a judge of genre."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from appliance.music.genres import GENRES
from tools.rl.judge import Judge, passages, taught
from tools.rl.lines import Bools, Ints
from tools.rl.prices import frequencies
from tools.rl.terms import Counts

ROUNDS = 60
STEPS_APART, FEWEST_TERMS = 16, 24  # of the passages that the judge learns from


def known_people(
    people_of_a_round: Callable[[], tuple[Counts, Bools, Ints]],
) -> tuple[npt.NDArray[np.float64], Judge, float]:
    """People's habits [genres, terms], a judge of genre taught on them, and its recall.

    Args:
        people_of_a_round: terms of people's lines, where they count, and the genres.
    """
    rounds = [people_of_a_round() for _ in range(ROUNDS)]
    counts, counted, genre = (np.concatenate(each) for each in zip(*rounds, strict=True))
    people = frequencies(counts, counted, genre, len(GENRES))
    sums = passages(counts, counted)[:, STEPS_APART - 1 :: STEPS_APART]
    full = sums.sum(-1) > FEWEST_TERMS
    rows = np.broadcast_to(genre[:, None], full.shape)
    judge, recall = taught(sums[full], rows[full], len(GENRES))
    return people, judge, recall
