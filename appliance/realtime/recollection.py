"""What a line has been told of late, so that it can be told anew from a bar line on."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from appliance.music.grid import COMMON_TIME, Meter

KEPT_BARS = 2  # besides the present one
Job = Callable[[], object]


class About(Enum):
    """What a job tells a line."""

    STEP = auto()  # its next step
    NEWEST = auto()  # something more of its newest step
    NEXT = auto()  # something of the step to come


class _Told(NamedTuple):
    step: int  # counted from the bar line that the line began on
    job: Job


class Recollection:
    """The jobs of a line's newest bars, in order."""

    def __init__(self) -> None:
        self.begin(COMMON_TIME)

    def begin(self, meter: Meter) -> None:
        """A new line begins on a bar line: nothing is recollected."""
        self.meter, self._steps = meter, 0
        self._told: list[_Told] = []

    @property
    def on_bar_line(self) -> bool:
        """Whether the next step begins a bar, and there is a whole one before it."""
        return self._steps > 0 and self.meter.position(self._steps) == 0

    @property
    def steps(self) -> int:
        """That are recollected."""
        return self._steps - self._oldest()

    def keep(self, job: Job, about: About = About.STEP) -> None:
        """The line has been told its next step, or else something about one."""
        step = self._steps - 1 if about is About.NEWEST else self._steps
        self._told.append(_Told(step, job))
        self._steps += about is About.STEP
        if self.on_bar_line:
            oldest = self._oldest()
            self._told = [each for each in self._told if each.step >= oldest]

    def jobs(self) -> list[Job]:
        """From the oldest bar that is kept on."""
        oldest = self._oldest()
        return [each.job for each in self._told if each.step >= oldest]

    def _oldest(self) -> int:
        """The bar line from which on all is kept."""
        bar = self.meter.steps_per_bar
        return max(0, (self._steps // bar - KEPT_BARS) * bar)
