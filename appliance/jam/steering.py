"""MIDI controllers that steer the controls while the jam plays: which one moves what, how far.

Controllers 20 … 31 mean nothing in MIDI 1.0, so that no keyboard sends them unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from appliance.jam.controls import Controls

OFF: Final = 0  # the number for "no controller"
LAST_CONTROLLER: Final = 119  # those above change the mode of a channel
_POSITIONS: Final = (0, 64, 127)  # bottom, middle and top of a MIDI controller


@dataclass(frozen=True, slots=True)
class Lever:
    """A field of the controls that a controller moves.

    Attributes:
        field: of `Controls`.
        controller: that moves it unless the settings say another.
        low: its value at the bottom, position 0.
        high: its value at the top, position 127.
    """

    field: str
    controller: int
    low: float = 0.0
    high: float = 1.0

    def value(self, position: int) -> float:
        """What the field becomes; 64 is exactly the middle."""
        middle = (self.low + self.high) / 2
        return float(np.interp(position, _POSITIONS, (self.low, middle, self.high)))


LEVERS: Final = (
    Lever("discipline", 20),
    Lever("temperature", 21, 0.5, 1.5),  # as far as "Daring" on the panel goes
    Lever("theme", 22),
    Lever("morph", 23),
)


def usual_controllers() -> dict[str, int]:
    """The controller of each field, where the settings say nothing else."""
    return {lever.field: lever.controller for lever in LEVERS}


@dataclass(frozen=True, slots=True)
class Steering:
    """Which controller moves which field; OFF: none does. One may move several."""

    controllers: Mapping[str, int] = field(default_factory=usual_controllers)

    def after(self, controls: Controls, controller: int, position: int) -> Controls:
        """The controls after a controller, on whatever channel, was moved to 0 … 127."""
        moved: dict[str, Any] = {
            lever.field: lever.value(position)
            for lever in LEVERS
            if controller != OFF and self.controllers[lever.field] == controller
        }
        return replace(controls, **moved) if moved else controls
