"""When each step is due: absolute deadlines, counted from an anchor, never from the last step."""

from __future__ import annotations

from appliance.music.grid import step_seconds
from appliance.tempo.pulse import Pulse

LATER, SOONER = 1 / 4, 1 / 8  # of a step


class GridClock:
    """Steps at a tempo; a tempo change bends the grid from the present step on."""

    def __init__(self, start: float, bpm: float) -> None:
        """
        Args:
            start: time of step 0 in seconds.
            bpm: quarter notes a minute.
        """
        self._anchor_step = 0
        self._anchor_time = start
        self._bpm = bpm

    @property
    def period(self) -> float:
        """Seconds a step lasts."""
        return step_seconds(self._bpm)

    def due(self, step: int) -> float:
        """Time at which a step begins."""
        return self._anchor_time + (step - self._anchor_step) * self.period

    def set_tempo(self, bpm: float, step: int) -> None:
        """From `step` on, which stays where it is, steps come at another tempo."""
        if bpm != self._bpm:
            self._anchor_time, self._anchor_step = self.due(step), step
            self._bpm = bpm

    def follow(self, pulse: Pulse, step: int) -> None:
        """From `step` on, at the tempo of somebody else, and nearer to where their steps are.

        What is left of the way is gone step by step: none comes later by more than LATER, nor
        sooner by more than SOONER, since it has been decided by then with hardly more to spare.
        """
        due, off = self.due(step), pulse.off(self.due(step)) / self.period
        moved = min(max(off, -SOONER), LATER) * self.period
        self._anchor_time, self._anchor_step = due + moved, step
        self._bpm = pulse.bpm

    def skip_to(self, now: float, step: int) -> None:
        """Put `step` at `now`: after a stall the music goes on instead of rushing."""
        self._anchor_time, self._anchor_step = now, step
