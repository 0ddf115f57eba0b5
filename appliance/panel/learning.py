"""Learning: which controller of a keyboard does what, shown to the box instead of told.

The knob goes through all that a controller can do; the controller that is moved then does it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from appliance.jam.steering import usual_controllers
from appliance.panel.menu import TURNS
from appliance.panel.remote import SETTINGS
from appliance.realtime.devices import PanelEvent

_NAMES: Final = {
    "hand_over": "The switch",
    "again": "Answer again",
    "panic": "All notes off",
    "tap": "Tap the tempo",
} | {setting.field: setting.name for setting in SETTINGS}
LEARNABLE: Final = tuple(name for name in _NAMES if name in usual_controllers())
NEVER_LEARNT: Final = (0, 32, 64)  # bank select, and the pedal that players hold down all the time


@dataclass(frozen=True, slots=True)
class Learning:
    """Where the knob is in LEARNABLE."""

    place: int = 0

    @property
    def name(self) -> str:
        """What a controller is to do: a field of the controls, or a trigger."""
        return LEARNABLE[self.place]

    @property
    def words(self) -> str:
        """The same as a person reads it."""
        return _NAMES[self.name]

    def turned(self, event: PanelEvent) -> Learning:
        """After a turn of the knob."""
        return replace(self, place=(self.place + TURNS[event]) % len(LEARNABLE))
