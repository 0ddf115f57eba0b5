"""Putting what was kept for each jam alone side by side, so that one computation serves all.

The arithmetic of a step is written for rows; most of its cost is the same for one and for many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def side_by_side(parts: Sequence[T], names: Iterable[str]) -> T:
    """A copy in which the attributes of these names hold the rows of all parts, in order.

    They may be arrays, [rows, …], tuples of such, objects that can be put side by side themselves,
    or None in all parts. All else is the first part's, so that it is for reading what these names
    say and no more.
    """
    whole = copy(parts[0])
    for name in names:
        setattr(whole, name, _joined([getattr(part, name) for part in parts]))
    return whole


def _joined(values: Sequence[Any]) -> Any:
    first = values[0]
    if first is None:
        return None
    if isinstance(first, np.ndarray):
        return np.concatenate(values)
    if isinstance(first, tuple):
        return tuple(map(_joined, zip(*values, strict=True)))
    return type(first).side_by_side(values)
