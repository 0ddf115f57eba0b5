"""What people do, counted before deep Q-learning begins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from appliance.music.genres import GENRES
from tools.rl.judge import Judge, passages, taught
from tools.rl.lines import Bools, Ints
from tools.rl.terms import Counts

ROUNDS = 60
STEPS_APART, FEWEST_TERMS = 16, 24  # of the passages that a judge learns from
Counted = tuple[Counts, Bools, Ints]


def many_rounds(people_of_a_round: Callable[[], Counted]) -> Counted:
    """Terms of people's lines, where they count, and the genres; of one round and of ROUNDS."""
    rounds = [people_of_a_round() for _ in range(ROUNDS)]
    counts, counted, genre = (np.concatenate(each) for each in zip(*rounds, strict=True))
    return counts, counted, genre


def judge_of(counts: Counts, counted: Bools, genre: Ints) -> tuple[Judge, float]:
    """A judge of genre taught on people's lines, and its recall."""
    sums = passages(counts, counted)[:, STEPS_APART - 1 :: STEPS_APART]
    full = sums.sum(-1) > FEWEST_TERMS
    rows = np.broadcast_to(genre[:, None], full.shape)
    return taught(sums[full], rows[full], len(GENRES))
