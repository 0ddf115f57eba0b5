"""A press of the knob, told apart by its length: a push, or a hold while it is still down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.realtime.devices import PanelEvent


@dataclass(frozen=True, slots=True)
class Push:
    """The knob's own button.

    Attributes:
        hold_seconds: a press of this length is a hold.
        pressed: when it was pressed, in seconds; None: it is up, or its hold has been reported.
    """

    hold_seconds: float = 1.0
    pressed: float | None = None

    @property
    def deadline(self) -> float | None:
        """When the press becomes a hold; None: nothing to wait for."""
        return None if self.pressed is None else self.pressed + self.hold_seconds


Pushed = tuple[Push, tuple[PanelEvent, ...]]


def pushed(push: Push, seconds: float, down: bool) -> Pushed:
    """The button after it went down or up, and what is to be reported."""
    push, events = waited(push, seconds)
    if down:
        return replace(push, pressed=seconds), events
    short = (PanelEvent.PUSH,) if push.pressed is not None else ()
    return replace(push, pressed=None), events + short


def waited(push: Push, seconds: float) -> Pushed:
    """The button as it is found at a time: reports the hold while it is still down."""
    if push.deadline is None or seconds < push.deadline:
        return push, ()
    return replace(push, pressed=None), (PanelEvent.HOLD,)
