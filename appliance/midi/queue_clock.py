"""Where a queue's time stands against the computer's own steady clock."""

from __future__ import annotations

from collections import deque

TICK = 0.001  # seconds: how often a queue looks for what is due
_READINGS = 8  # as many are looked back on
_OLDEST = 10.0  # seconds: nothing is read while nothing plays, and the queue has drifted since
_WIDEST = 0.001  # seconds that a reading may take and still be good for something
_CORRECTION = 0.0002  # seconds by which a reading moves what is known at most
_JUMP = 0.02  # seconds: who is so far off has not drifted there
_FAR = 1.0  # seconds ahead for which what is asked is remembered
_PIECES = 4  # readings whose outcome is remembered for what is due before them


class QueueClock:
    """Translates moments of the computer's clock, in seconds, to a queue's; drift is followed.

    A queue counts its ticks, so what it tells is too low by what its last tick was late, never too
    high: of the newest readings the highest is the truest.

    What was asked for once is answered the same again, and of two moments the later one never gets
    the earlier time: a note must not change places with its end. So what a reading corrects holds
    from the latest moment on that was asked for by then.
    """

    def __init__(self) -> None:
        """Of no use before the first reading."""
        # moments of the clock, and the queue's time less it
        self._readings: deque[tuple[float, float]] = deque(maxlen=_READINGS)
        self._latest = 0.0  # moment asked for
        # from a moment on: the queue's time less the clock's, and the least time to answer
        self._pieces: deque[tuple[float, float, float]] = deque(maxlen=_PIECES)

    def hear(self, before: float, queue: float, after: float) -> None:
        """Take a reading of the queue's time, begun and done at moments of the clock."""
        if after - before > _WIDEST and self._pieces:
            return
        self._readings.append((after, queue - (before + after) / 2))
        best = max(off for moment, off in self._readings if moment >= after - _OLDEST)
        off = best - self._pieces[-1][1] if self._pieces else best
        if not self._pieces or abs(off) > _JUMP:
            self._correct(best, after)
        else:
            most = min(max(off, -_CORRECTION), _CORRECTION)
            self._correct(self._pieces[-1][1] + most, after)

    def settle(self) -> None:
        """Take the best of the readings so far at once, before anything is played by them."""
        self._pieces.clear()
        self._correct(max(off for _, off in self._readings), 0.0)

    def at(self, moment: float) -> float:
        """The queue's time to ask for so that a message leaves at a moment; 0 if that was before.

        It leaves with the next tick, so half a tick is taken off.
        """
        self._latest = max(self._latest, moment)
        return self._time(moment)

    def _correct(self, offset: float, now: float) -> None:
        begin = min(self._latest, now + _FAR)
        self._pieces.append((begin, offset, self._time(begin)))

    def _time(self, moment: float) -> float:
        pieces = list(self._pieces) or [(0.0, 0.0, 0.0)]
        for begin, offset, least in reversed(pieces):
            if moment > begin:
                return max(0.0, least, moment + offset - TICK / 2)
        return max(0.0, moment + pieces[0][1] - TICK / 2)
