"""The time that a step takes."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 0.5  # of a step: a note farther off belongs to another one


@dataclass(frozen=True, slots=True)
class Slot:
    """A step that sounds at `begin`, in seconds; its grid has a step every `period`.

    `position` is its place on the grid, in steps: its number, and what it is late by swing.
    """

    begin: float
    period: float
    position: float = 0.0

    def late(self, moment: float) -> float:
        """How late a moment is for the step, in steps, -MOST … MOST."""
        return min(max((moment - self.begin) / self.period, -MOST), MOST)

    def moment(self, late: float) -> float:
        """When something sounds that is so late."""
        return self.begin + late * self.period
