"""Keeps a line off dead ends: no endless hold, no endless rest, whatever the network wants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE
from appliance.music.grid import Meter


@dataclass
class Bounds:
    """Follows one line; HOLD has a meaning only while a note sounds.

    `hold_bars` and `rest_bars` are the longest that a note and a silence may last.
    """

    meter: Meter
    hold_bars: int = 2
    rest_bars: int = 1
    _sounding: bool = False
    _unchanged: int = 0  # steps that a note or a rest has lasted

    def allowed(self) -> npt.NDArray[np.bool_]:
        """Which events may come next, [VOCABULARY_SIZE]."""
        allowed = np.ones(VOCABULARY_SIZE, np.bool_)
        bar = self.meter.steps_per_bar
        if self._sounding:
            allowed[HOLD] = self._unchanged < self.hold_bars * bar
        else:
            allowed[HOLD] = False
            allowed[REST] = self._unchanged < self.rest_bars * bar
        return allowed

    def take(self, event: int) -> None:
        """The line's next event is this one."""
        goes_on = event == (HOLD if self._sounding else REST)
        self._unchanged = self._unchanged + 1 if goes_on else 1
        self._sounding = event != REST
