"""A line that knows where it has been before, at the same pitch and at another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.models.frames import CLOSE, Frames
from appliance.models.line import NONE, Ints, Line
from appliance.models.recall import Recall
from appliance.models.sheet import Sheet
from appliance.models.side_by_side import side_by_side
from appliance.models.voice_features import Grid, tell_recall
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
        whole = side_by_side(lines, ())
        whole.line = Line.side_by_side([each.line for each in lines])
        whole.same = Recall.side_by_side([each.same for each in lines])
        whole._shifted = Recall.side_by_side([each._shifted for each in lines])
        return whole

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]; NONE where it is unknown."""
        line = self.line
        line.push(events)
        self.same.push(events)
        moved = (events >= FIRST_ONSET) & line.moved
        self._shifted.push(np.where(moved, _ONSET_AT + line.move, line.kind))

    def tell(self, sheet: Sheet, frames: Frames, prefix: str, tonic: Ints) -> None:
        """The features and frames `same` and `shifted`, their names led by `prefix`."""
        line = self.line
        moment = line.ago(self.same.lag)
        tell_recall(sheet, f"{prefix}same", self.same, moment, line.pitch, tonic)
        frames.intervals(f"{prefix}same", moment.pitch, CLOSE)
        moment = line.ago(self._shifted.lag)
        tell_recall(sheet, f"{prefix}shifted", self._shifted, moment, line.pitch, tonic)
        known = moment.moved & (line.pitch != NONE)
        frames.intervals(f"{prefix}shifted", np.where(known, line.pitch + moment.move, NONE), CLOSE)
