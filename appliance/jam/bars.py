"""Where the bar lines are: a meter, and a step that one of its bars begins on."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.music.grid import Meter


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of a meter, laid so that one begins at step `line`."""

    meter: Meter
    line: int = 0

    def place(self, step: int) -> int:
        """Sixteenths of a step since its bar line."""
        return self.meter.position(step - self.line)

    def before(self, step: int) -> int:
        """The bar line at or before a step."""
        return step - self.place(step)

    def fitting(self, earliest: int, like: int) -> int:
        """The first step from `earliest` on that lies in its beat as step `like` does in its."""
        return earliest + (like - earliest) % self.meter.steps_per_beat
