"""A tempo that is tapped."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from statistics import median
from typing import Final

from appliance.tempo.pulse import FASTEST, SLOWEST

REMEMBERED: Final = 5  # taps


class Taps:
    """Finds the tempo of the newest taps; a pause longer than a beat at SLOWEST begins anew."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=REMEMBERED)

    def tap(self, moment: float) -> float | None:
        """Quarter notes a minute after a tap, the median of its intervals; None for a first one.

        Args:
            moment: in seconds, later than the ones before.
        """
        if self._moments and moment - self._moments[-1] > 60.0 / SLOWEST:
            self._moments.clear()
        self._moments.append(moment)
        if len(self._moments) < 2:
            return None
        beat = median(after - before for before, after in pairwise(self._moments))
        return FASTEST if beat * FASTEST <= 60.0 else max(SLOWEST, 60.0 / beat)
