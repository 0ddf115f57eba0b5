"""Chord symbols of the corpus: the root that stands in each step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

NO_ROOT = -1
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = {"b": -1, "#": 1}


def root_of(symbol: str) -> int:
    """Pitch class of a symbol's root, such as 10 for "Bbm7/F"; NO_ROOT for "N" (no chord).

    Raises:
        ValueError: if the symbol begins with no note name.
    """
    if symbol == "N":
        return NO_ROOT
    if symbol[:1] not in _LETTERS:
        raise ValueError(f"no chord symbol: {symbol!r}")
    return (_LETTERS[symbol[0]] + _SIGNS.get(symbol[1:2], 0)) % 12


def roots_of(chords: Sequence[tuple[int, str]], length: int) -> npt.NDArray[np.int8]:
    """The root in each of `length` steps, from `(onset step, symbol)` in order of onset."""
    roots = np.full(length, NO_ROOT, np.int8)
    for (onset, symbol), (following, _) in pairwise([*chords, (length, "N")]):
        roots[max(0, onset) : following] = root_of(symbol)
    return roots
