"""A sheet of input features: named columns, filled one-hot or with numbers.

A layout is a table of names and widths. One-hot features are collected as indices, so that a
whole sheet is written at once: for one jam, the number of calls is what a step costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

import numpy as np

from appliance.models.line import NONE, Floats, Ints


class Layout:
    """Where each feature stands: `columns` gives its first column, `width` that of the sheet.

    `places` numbers the features; `starts` are their first columns, `sizes` their widths, by place.
    """

    def __init__(self, widths: Mapping[str, int]) -> None:
        self.widths = dict(widths)
        starts = list(accumulate(self.widths.values(), initial=0))
        self.width = starts.pop()
        self.columns = dict(zip(self.widths, starts, strict=True))
        self.places = {name: place for place, name in enumerate(self.widths)}
        self.starts: Ints = np.array(starts)
        self.sizes: Ints = np.array(list(self.widths.values()))

    def at(self, *names: str) -> Ints:
        """The places of some features."""
        return np.array([self.places[name] for name in names])


class Sheet:
    """The features of one step in several jams."""

    def __init__(self, layout: Layout, rows: int) -> None:
        self.layout = layout
        self._index = np.full((rows, len(layout.sizes)), NONE)
        self._dense: list[tuple[int, Floats]] = []

    def hot(self, name: str, index: Ints) -> None:
        """Set one of a feature's columns, [rows]; an index below 0 or out of it sets none."""
        self._index[:, self.layout.places[name]] = index

    def hots(self, places: Ints, index: Ints) -> None:
        """The same for several features by their places, [features], index [rows, features]."""
        self._index[:, places] = index

    def dense(self, name: str, values: Floats) -> None:
        """Fill the columns from a feature on with numbers, [rows, columns]."""
        self._dense.append((self.layout.columns[name], values))

    def array(self) -> Floats:
        """The whole sheet, [rows, width]."""
        layout, index = self.layout, self._index
        known = (index >= 0) & (index < layout.sizes)
        columns = np.where(known, layout.starts + index, layout.width)
        out = np.zeros((len(index), layout.width + 1), np.float32)
        out[np.arange(len(index))[:, None], columns] = 1.0
        for column, values in self._dense:
            out[:, column : column + values.shape[1]] = values
        return out[:, :-1]
