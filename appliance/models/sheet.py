"""A sheet of input features: named columns, filled one-hot or with numbers.

A layout is a table of names and widths. What is one-hot is collected as column numbers, and all
sheets of a step are written at once: for few jams, the number of calls is what a step costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np

from appliance.models.line import Floats

Columns = tuple[int, ...]


class Layout:
    """Where each feature stands: `columns` gives its first column, `width` that of the sheet."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        self.widths = dict(widths)
        starts = list(accumulate(self.widths.values(), initial=0))
        self.width = starts.pop()
        self.columns = dict(zip(self.widths, starts, strict=True))

    def at(self, *names: str) -> Columns:
        """The first columns of some features."""
        return tuple(self.columns[name] for name in names)

    def group(self, prefix: str, parts: Mapping[str, int]) -> Columns:
        """Those of a group of features under a common name."""
        return self.at(*(f"{prefix}.{part}" for part in parts))


class Sheet:
    """The features of one step in one jam.

    `hot` takes a column that is set to one.
    """

    __slots__ = ("_columns", "_dense", "_numbers", "hot")

    def __init__(self) -> None:
        self._columns: list[int] = []
        self._dense: list[tuple[int, Floats]] = []
        self._numbers: list[tuple[int, float]] = []
        self.hot = self._columns.append

    def dense(self, column: int, values: Floats) -> None:
        """Fill the columns from one on with numbers, [columns]."""
        self._dense.append((column, values))

    def number(self, column: int, value: float) -> None:
        """Fill one column with a number."""
        self._numbers.append((column, value))

    @staticmethod
    def features(sheets: Sequence[Sheet], width: int) -> Floats:
        """Sheets side by side, [sheets, width]."""
        out = np.zeros((len(sheets), width), np.float32)
        for row, sheet in zip(out, sheets, strict=True):
            row[sheet._columns] = 1.0
            for column, values in sheet._dense:
                row[column : column + len(values)] = values
            for column, value in sheet._numbers:
                row[column] = value
        return out
