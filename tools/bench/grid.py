"""The ideal grid behind moments that lie near it, and which step of it an answer is due on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Self

import numpy as np

STEPS_A_BEAT = 4
EARLY = 0.25  # of a step


@dataclass(frozen=True)
class Grid:
    """Steps, counted from 0 at `begin`, every `gap`; both in seconds."""

    begin: float
    gap: float

    @classmethod
    def through(cls, moments: Sequence[float], gap: float, multiple: int = 1) -> Self:
        """The grid of a gap that fits moments best, so that a steady delay counts as none.

        Half of the moments lie before it, half after it, each by the step it is nearest to.

        Args:
            moments: seconds; some steps may be without one, or have several.
            gap: of the grid; all on this machine reckon with the same clock.
            multiple: if greater, step 0 is the first moment, and only each so many steps have
                moments.

        Raises:
            ValueError: if there are no moments.
        """
        if not len(moments):
            raise ValueError("no moment to lay a grid through")
        first, wide = moments[0], gap * multiple
        places = (np.array(moments) - first) / wide
        middle = np.angle(np.mean(np.exp(2j * np.pi * places))) / (2 * np.pi)
        apart = places - middle
        shift = middle + np.median(apart - np.round(apart))
        return cls(float(first + wide * shift), gap)

    def place(self, moment: float) -> float:
        """Where a moment lies, in steps."""
        return (moment - self.begin) / self.gap

    def due(self, step: int) -> float:
        """When a step begins."""
        return self.begin + step * self.gap

    def off(self, moments: Sequence[float]) -> np.ndarray:
        """How far moments lie from their steps, in milliseconds, late or early.

        Notes are sent late rather than early: up to EARLY before a step they count for it, and from
        then on for the one before.
        """
        places = (np.array(moments) - self.begin) / self.gap
        return 1000 * self.gap * np.abs((places + EARLY) % 1.0 - EARLY)


def step_at(place: float) -> int:
    """The step that a moment counts for: the nearest one, up to its middle."""
    return floor(place + 0.5)


def fitting_step(flip: int, call: int) -> int:
    """The first step after that of a flip which lies in its beat as the call began in its own.

    A flip in the second half before a step still counts for it: that is decided when it has been
    heard, half a step after it was due, and what is decided then is due a step later.
    """
    return flip + 1 + (call - flip - 1) % STEPS_A_BEAT


def fitting_steps(flip: float, call: float, slop: float) -> set[int]:
    """All steps that fit, where flip and call reach the box by up to `slop` steps later.

    There is one, unless one of them came at the border between two steps.
    """
    delays = (0.0, slop)
    return {
        fitting_step(step_at(flip + late), step_at(call + later))
        for late in delays
        for later in delays
    }
