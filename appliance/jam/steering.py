"""MIDI controllers that steer the controls while the jam plays: which one moves what, how far.

Controllers 20 … 31 and 102 … 119 mean nothing in MIDI 1.0, so that no keyboard sends them unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, TempoFrom
from appliance.music.genres import GENRES

OFF: Final = 0  # the number for "no controller"
LAST_CONTROLLER: Final = 119  # those above change the mode of a channel
MIDDLE: Final = 64
_POSITIONS: Final = (0, MIDDLE, 127)  # bottom, middle and top of a MIDI controller


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


@dataclass(frozen=True, slots=True)
class Selector:
    """A field of the controls whose values a controller goes through, from bottom to top.

    Attributes:
        field: of `Controls`.
        controller: that moves it unless the settings say another.
        values: in order; each has an equal part of the way.
    """

    field: str
    controller: int
    values: tuple[Any, ...]

    def value(self, position: int) -> Any:
        """What the field becomes."""
        return self.values[position * len(self.values) // (_POSITIONS[-1] + 1)]


LEVERS: Final = (
    Lever("discipline", 20),
    Lever("temperature", 21, 0.5, 1.5),  # as far as "Daring" on the panel goes
    Lever("theme", 22),
    Lever("morph", 23),
    Lever("bpm", 31, 40.0, 240.0),
    Lever("swing", 105),
    Lever("quantize", 107),
)
SELECTORS: Final = (
    Selector("bars", 24, (1, 2, 4, 8)),
    Selector("mode", 25, tuple(Mode)),
    Selector("genre", 26, tuple(genre for genre in GENRES if genre.on_knob)),
    Selector("silence", 27, (0.0, 1.0, 2.0, 3.0)),
    Selector("replay", 28, (False, True)),
    Selector("click", 29, (False, True)),
    Selector("call_least", 110, (0, 1, 2, 4)),
    Selector("call_most", 111, (0, 1, 2, 4, 8)),
    Selector("loop", 109, (False, True)),
    Selector("tempo_from", 106, tuple(TempoFrom)),
    Selector("answer_bars", 30, (0, 1, 2, 4, 8)),
    Selector("players", 112, tuple(range(1, MOST_PLAYERS + 1))),
    Selector("player", 113, tuple(range(1, MOST_PLAYERS + 1))),
)
MOVERS: Final = LEVERS + SELECTORS


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that is done when a controller passes the middle upwards, as a pedal does."""

    name: str
    controller: int


TRIGGERS: Final = (
    Trigger("hand_over", 102),
    Trigger("panic", 103),
    Trigger("tap", 104),
    Trigger("again", 108),
)


def usual_controllers() -> dict[str, int]:
    """The controller of each field and trigger, where the settings say nothing else."""
    moved = {mover.field: mover.controller for mover in MOVERS}
    return moved | {trigger.name: trigger.controller for trigger in TRIGGERS}


@dataclass(frozen=True, slots=True)
class Steering:
    """Which controller moves which field or trigger; OFF: none does. One may move several."""

    controllers: Mapping[str, int] = field(default_factory=usual_controllers)

    def after(self, controls: Controls, controller: int, position: int) -> Controls:
        """The controls after a controller, on whatever channel, was moved to 0 … 127."""
        moved: dict[str, Any] = {
            mover.field: mover.value(position)
            for mover in MOVERS
            if self._moves(controller, mover.field)
        }
        return replace(controls, **moved) if moved else controls

    def triggered(self, controller: int, before: int, position: int) -> tuple[str, ...]:
        """Names of what a controller sets off on its way from one position to another."""
        if not before < MIDDLE <= position:
            return ()
        return tuple(each.name for each in TRIGGERS if self._moves(controller, each.name))

    def learning(self, name: str, controller: int) -> Steering:
        """With a controller that moves this and nothing else; OFF: none moves it.

        What it moved before goes back to its usual controller, where that one is free.
        """
        controllers = dict(self.controllers) | {name: controller}
        for other, number in self.controllers.items():
            if other != name and number == controller != OFF:
                usual = usual_controllers()[other]
                controllers[other] = OFF if usual in controllers.values() else usual
        return Steering(controllers)

    def _moves(self, controller: int, name: str) -> bool:
        return controller != OFF and self.controllers[name] == controller
