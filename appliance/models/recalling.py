"""A line that knows where it has been before, at the same pitch and at another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from appliance.models.line import NONE, Ints, Line
from appliance.models.recall import Recall
from appliance.models.sheet import Sheet
from appliance.models.side_by_side import side_by_side
from appliance.models.voice_features import Grid, tell_length
from appliance.music.events import FIRST_ONSET

_ONSET_AT = 1000  # moves stand around this symbol, far from the kinds


class RecallingLine:
    """A line with two recalls: `same` by events, `shifted` by the intervals between onsets.

    A passage that comes back transposed (a *sequence*) is found by the second alone.
    """

    def __init__(self, grid: Grid) -> None:
        self.line = Line(grid.rows, grid.memory)
        self.same = Recall(grid.rows, grid.memory)
        self._shifted = Recall(grid.rows, grid.memory)

    @classmethod
    def side_by_side(cls, lines: Sequence[RecallingLine]) -> RecallingLine:
        """Several lines as one, to be read, not pushed."""
        return side_by_side(lines, ("line", "same", "_shifted"))

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]; NONE where it is unknown."""
        line = self.line
        line.push(events)
        self.same.push(events)
        moved = (events >= FIRST_ONSET) & line.moved
        self._shifted.push(np.where(moved, _ONSET_AT + line.move, line.kind))

    @property
    def lags(self) -> tuple[Ints, Ints]:
        """How many steps ago what followed the passages found again was: same, shifted."""
        return self.same.lag, self._shifted.lag

    def tell_lengths(self, sheet: Sheet) -> None:
        """How long the passages are that were found again."""
        tell_length(sheet, "same", self.same)
        tell_length(sheet, "shifted", self._shifted)

    def shifted_pitch(self, move: Ints, moved: npt.NDArray[np.bool_]) -> Ints:
        """The pitch that goes on from the last one as a passage did, NONE if none does, [rows]."""
        known = moved & (self.line.pitch != NONE)
        return np.where(known, self.line.pitch + move, NONE)
