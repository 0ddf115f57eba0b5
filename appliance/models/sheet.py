"""A sheet of input features: named columns, filled one-hot or with numbers.

A layout is a table of names and widths. One-hot features are collected as column numbers, so
that a whole sheet is written at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

import numpy as np

from appliance.models.line import Floats, Ints


class Layout:
    """Where each feature stands: `columns` gives its first column, `width` that of the sheet."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        self.widths = dict(widths)
        starts = accumulate(self.widths.values(), initial=0)
        self.columns = dict(zip(self.widths, starts, strict=False))
        self.width = sum(self.widths.values())


class Sheet:
    """The features of one step in several jams."""

    def __init__(self, layout: Layout, rows: int) -> None:
        self._layout = layout
        self._rows = rows
        self._hot: list[Ints] = []
        self._dense: list[tuple[int, Floats]] = []

    def hot(self, name: str, index: Ints) -> None:
        """Set one of a feature's columns, [rows]; an index below 0 or out of it sets none."""
        column = self._layout.columns[name] + index
        known = (index >= 0) & (index < self._layout.widths[name])
        self._hot.append(np.where(known, column, self._layout.width))

    def dense(self, name: str, values: Floats) -> None:
        """Fill a feature's columns with numbers, [rows, its width]."""
        self._dense.append((self._layout.columns[name], values))

    def array(self) -> Floats:
        """The whole sheet, [rows, width]."""
        out = np.zeros((self._rows, self._layout.width + 1), np.float32)
        out[np.arange(self._rows)[:, None], np.stack(self._hot, 1)] = 1.0
        for column, values in self._dense:
            out[:, column : column + values.shape[1]] = values
        return out[:, :-1]
