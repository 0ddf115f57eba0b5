"""When each step is due: absolute deadlines, counted from an anchor, never from the last step."""

from __future__ import annotations

from math import inf

from appliance.music.grid import step_seconds
from appliance.tempo.pulse import Pulse


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

    def follow(self, pulse: Pulse, step: int, earliest: float = -inf) -> None:
        """From `step` on, at the tempo of somebody else, and nearer to where their steps are.

        What is left of the way is gone step by step: none is moved by more than a quarter, nor to
        before `earliest`.
        """
        due, most = self.due(step), self.period / 4
        earlier = min(0.0, max(-most, earliest - due))
        self._anchor_time, self._anchor_step = due + min(max(pulse.off(due), earlier), most), step
        self._bpm = pulse.bpm

    def skip_to(self, now: float, step: int) -> None:
        """Put `step` at `now`: after a stall the music goes on instead of rushing."""
        self._anchor_time, self._anchor_step = now, step
