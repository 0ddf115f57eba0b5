"""Measuring: rounds after a warm-up, and how noisy the machine was meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from appliance.gauge import Cost

WARM_UP, ROUNDS = 200, 1500
MOST_SECONDS = 12.0  # after which the rounds must do
LEAST_ROUNDS = 300
SPIN = 20_000  # turns of an empty loop, a millisecond or so


def measured(case: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """What a case takes after a warm-up, in microseconds; of fewer rounds where they take long."""
    for _ in range(min(WARM_UP, rounds)):
        case()
    times: list[float] = []
    end = time.perf_counter() + MOST_SECONDS
    while len(times) < rounds and (time.perf_counter() < end or len(times) < LEAST_ROUNDS):
        times.append(_once(case))
    return Cost.of(times)


def noise(rounds: int = 200) -> float:
    """How much longer an empty loop takes at the 90th percentile than at the 10th, as a share.

    On a machine of one's own this is a few per cent.
    """
    low, high = np.percentile([_once(_spin) for _ in range(rounds)], [10, 90])
    return float(high / low - 1.0)


def _spin() -> None:
    for _ in range(SPIN):
        pass


def _once(case: Callable[[], object]) -> float:
    begun = time.perf_counter_ns()
    case()
    return (time.perf_counter_ns() - begun) / 1000
