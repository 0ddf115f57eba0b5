"""The contacts of the panel, together: edges and times in, panel events out. No hardware."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from appliance.panel.debounce import Change, Line, fed, line_at, settled
from appliance.panel.push import found as push_found
from appliance.panel.push import pushed, waited
from appliance.panel.quadrature import encoder_at, turned
from appliance.realtime.devices import PanelEvent


class Contact(Enum):
    """A contact, named as the pin that it is wired to; closed is True."""

    SWITCH = "switch"
    ENCODER_A = "encoder_a"
    ENCODER_B = "encoder_b"
    ENCODER_PUSH = "encoder_push"


HOLD_OFF = {Contact.SWITCH: 0.03, Contact.ENCODER_PUSH: 0.02}  # seconds; others: none
QUARTER_STEP_HOLD_OFF = 0.002  # of an encoder that counts every edge
_DETENTS = {1: (PanelEvent.RIGHT,), -1: (PanelEvent.LEFT,), 0: ()}


class Inputs:
    """Turns edges into events.

    Args:
        found: every contact as it is at power-on, which triggers nothing but a held knob.
        transitions_per_detent: of the encoder, 4, 2 or 1.
        hold_seconds: a press of this length is a hold.
        seconds: when they were found so.
    """

    def __init__(
        self,
        found: Mapping[Contact, bool],
        transitions_per_detent: int = 4,
        hold_seconds: float = 1.0,
        seconds: float = 0.0,
    ) -> None:
        knob = QUARTER_STEP_HOLD_OFF if transitions_per_detent == 1 else 0.0
        self._lines = {
            contact: line_at(found[contact], HOLD_OFF.get(contact, knob)) for contact in Contact
        }
        a, b = found[Contact.ENCODER_A], found[Contact.ENCODER_B]
        self._encoder = encoder_at(a, b, transitions_per_detent)
        self._push = push_found(found[Contact.ENCODER_PUSH], seconds, hold_seconds)

    @property
    def deadline(self) -> float | None:
        """When `ask` will have something to say, in seconds; None: not before another edge."""
        waiting = [line.deadline for line in self._lines.values()] + [self._push.deadline]
        return min((seconds for seconds in waiting if seconds is not None), default=None)

    def feed(self, contact: Contact, seconds: float, closed: bool) -> list[PanelEvent]:
        """The events that an edge brings; times never go backwards."""
        events = self.ask(seconds)
        return events + self._report(contact, *fed(self._lines[contact], seconds, closed))

    def ask(self, seconds: float) -> list[PanelEvent]:
        """The events that have come by waiting alone."""
        events: list[PanelEvent] = []
        for contact, line in self._lines.items():
            events += self._report(contact, *settled(line, seconds))
        self._push, held = waited(self._push, seconds)
        return [*events, *held]

    def _report(
        self, contact: Contact, line: Line, changes: tuple[Change, ...]
    ) -> list[PanelEvent]:
        self._lines[contact] = line
        return [event for change in changes for event in self._events(contact, change)]

    def _events(self, contact: Contact, change: Change) -> tuple[PanelEvent, ...]:
        if contact is Contact.SWITCH:
            return (PanelEvent.FLIP,)
        if contact is Contact.ENCODER_PUSH:
            self._push, events = pushed(self._push, *change)
            return events
        a, b = self._lines[Contact.ENCODER_A].level, self._lines[Contact.ENCODER_B].level
        self._encoder, detents = turned(self._encoder, a, b)
        return _DETENTS[detents]
