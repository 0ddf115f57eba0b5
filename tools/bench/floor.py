"""The least that a decision can cost: reading every weight once, as fast as memory gives them."""

from __future__ import annotations

import numpy as np

from tools.bench.timing import measured


def read_bandwidth(size: int) -> float:
    """Bytes a microsecond that numpy sums of a block of so many bytes, at its fastest median."""
    block = np.ones(size // 8, np.int64)
    return size / measured(lambda: np.add.reduce(block), 400).median


def floor(weights: int) -> float:
    """Microseconds to read so many bytes of weights, at the bandwidth of a block of that size."""
    return weights / read_bandwidth(weights)
