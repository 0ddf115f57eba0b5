"""Where a queue's time stands against the computer's own steady clock."""

from __future__ import annotations

from collections import deque

TICK = 0.001  # seconds: how often a queue looks for what is due
_READINGS = 8  # as many are looked back on
_WIDEST = 0.001  # seconds that a reading may take and still be good for something
_CORRECTION = 0.0002  # seconds by which a reading moves what is known at most
_JUMP = 0.02  # seconds: who is so far off has not drifted there


class QueueClock:
    """Translates moments of the computer's clock, in seconds, to a queue's; drift is followed.

    A queue counts its ticks, so what it tells is too low by what its last tick was late, never too
    high: of the newest readings the highest is the truest.
    """

    def __init__(self) -> None:
        """Of no use before the first reading."""
        self._readings: deque[float] = deque(maxlen=_READINGS)
        self._offset: float | None = None

    def hear(self, before: float, queue: float, after: float) -> None:
        """Take a reading of the queue's time, begun and done at moments of the clock."""
        if after - before > _WIDEST and self._offset is not None:
            return
        self._readings.append(queue - (before + after) / 2)
        best = max(self._readings)
        if self._offset is None or abs(best - self._offset) > _JUMP:
            self._offset = best
        else:
            self._offset += min(max(best - self._offset, -_CORRECTION), _CORRECTION)

    def settle(self) -> None:
        """Take the best of the readings so far at once, before anything is played by them."""
        self._offset = max(self._readings)

    def at(self, moment: float) -> float:
        """The queue's time to ask for so that a message leaves at a moment; 0 if that was before.

        It leaves with the next tick, so half a tick is taken off.
        """
        return max(0.0, moment + (self._offset or 0.0) - TICK / 2)
