"""Putting what was kept for each jam alone side by side, so that one computation serves all.

The arithmetic of a step is written for rows; most of its cost is the same for one and for many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def side_by_side(parts: Sequence[T], names: Iterable[str]) -> T:
    """A copy in which the arrays of these names, [rows, …], hold the rows of all parts, in order.

    All else is the first part's, so that it is for reading what these names say and no more.
    """
    whole = copy(parts[0])
    for name in names:
        setattr(whole, name, np.concatenate([getattr(part, name) for part in parts]))
    return whole
