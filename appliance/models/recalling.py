"""A line that knows where it has been before, at the same pitch and at another."""

from __future__ import annotations

from appliance.models.line import NONE, Line, Moment
from appliance.models.recall import Recall

_ONSET_AT = 1000  # moves stand around this symbol, far from the kinds


class RecallingLine:
    """A line with two recalls: `same` by events, `shifted` by the intervals between onsets.

    A passage that comes back transposed (a *sequence*) is found by the second alone.
    """

    def __init__(self, memory: int) -> None:
        """Nothing has been heard; `memory` steps will be remembered."""
        self.line = Line(memory)
        self.same = Recall(memory)
        self.shifted = Recall(memory)

    def push(self, event: int) -> None:
        """Take in the event of the next step; NONE if it is unknown."""
        line = self.line
        line.push(event)
        self.same.push(event)
        moved = line.since == 0 and line.move is not None
        self.shifted.push(_ONSET_AT + line.move if moved else line.kind)  # type: ignore[operator]

    def shifted_pitch(self, moment: Moment) -> int:
        """The pitch that goes on from the last one as a passage did, NONE if none does."""
        if moment.move is None or self.line.pitch == NONE:
            return NONE
        return self.line.pitch + moment.move
