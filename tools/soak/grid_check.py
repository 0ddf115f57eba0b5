"""Where every step lies, reckoned apart from the box: tempo by tempo from the first one on."""

from __future__ import annotations

from typing import Final

from appliance.music.grid import step_seconds
from appliance.realtime.staging import Lead
from tools.soak.ear import Complain

EXACT: Final = 1e-6  # seconds
LARGEST_SHIFT: Final = 0.25  # of a step, towards somebody else who gives the tempo


class GridCheck:
    """Reckons the moment of the step that comes next, and complains of one that lies elsewhere.

    Where nobody else leads, a step's length is the tempo's alone, and errors would add up over all
    steps. Whoever leads may move a step, but not by more than a quarter. `farthest` is the largest
    error, in seconds; `followed` counts the steps that somebody else led.
    """

    def __init__(self, begin: float, bpm: float, complain: Complain) -> None:
        """Step 0 is at a moment, and the first steps are of a tempo."""
        self.moment, self.period = begin, step_seconds(bpm)  # of the newest step that was told
        self.farthest = 0.0
        self.followed = self.moved = 0
        self._complain = complain

    def woken(self, late: float) -> None:
        """The loop has woken too late by more than a step: the steps go on from there.

        Args:
            late: the present moment, which is now the middle of the step.
        """
        self.moved += 1
        self.moment = late - self.period / 2

    def told(self, moment: float, period: float, bpm: float, lead: Lead) -> None:
        """The next step begins at a moment and lasts a period, as the box says."""
        due = self.moment + self.period
        if lead.pulse is None:
            self.farthest = max(self.farthest, abs(moment - due))
            self._expect(moment, due, EXACT)
            self.period = step_seconds(bpm)
            self.moment = due if abs(moment - due) <= EXACT else moment
        else:
            self.followed += 1
            self._expect(moment, due, LARGEST_SHIFT * self.period + EXACT)
            self.moment, self.period = moment, lead.pulse.period
        if abs(period - self.period) > EXACT:
            self._complain(f"a step lasts {period:.6f} s instead of {self.period:.6f}")

    def _expect(self, moment: float, due: float, most: float) -> None:
        if abs(moment - due) > most:
            self._complain(f"a step lies {1000 * (moment - due):+.3f} ms off the grid")
