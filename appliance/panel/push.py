"""A press of the knob, told apart by its length.

    let go within a second          a push
    held for a second               a hold
    held on                         "still", every second, then "off": switch the computer off
    found held at the start         "found held", "still", every second, then "forget"

Whoever lets go before the end of the last two is told to have let go. Each of them comes a second
after the one before it was told, so that nothing is done that nobody could have seen coming.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.realtime.devices import PanelEvent

Stages = tuple[tuple[float, PanelEvent], ...]  # seconds after the one before, and what is told

STILL = (1.0, PanelEvent.STILL)
HELD_ON: Stages = (STILL, STILL, STILL, (1.0, PanelEvent.OFF))
FOUND_HELD: Stages = ((0.0, PanelEvent.FOUND_HELD), STILL, STILL, (1.0, PanelEvent.FORGET))


@dataclass(frozen=True, slots=True)
class Push:
    """The knob's own button.

    Attributes:
        hold_seconds: a press of this length is a hold.
        since: when it was pressed, or the last stage of its press was told, in seconds; None: it
            is up.
        at_start: whether it was found held at the start.
        told: how many stages of the press have been told.
    """

    hold_seconds: float = 1.0
    since: float | None = None
    at_start: bool = False
    told: int = 0

    @property
    def stages(self) -> Stages:
        """Of the press, as long as it lasts."""
        return FOUND_HELD if self.at_start else ((self.hold_seconds, PanelEvent.HOLD), *HELD_ON)

    @property
    def deadline(self) -> float | None:
        """When the next stage is to be told; None: nothing to wait for."""
        if self.since is None or self.told == len(self.stages):
            return None
        return self.since + self.stages[self.told][0]

    @property
    def warned(self) -> bool:
        """Whether it was told what holding on leads to, and that has not come yet."""
        return (0 if self.at_start else 1) < self.told < len(self.stages)


Pushed = tuple[Push, tuple[PanelEvent, ...]]


def found(held: bool, seconds: float, hold_seconds: float = 1.0) -> Push:
    """The button as it is found at the start."""
    return Push(hold_seconds, seconds if held else None, at_start=held)


def pushed(push: Push, seconds: float, down: bool) -> Pushed:
    """The button after it went down or up, and what is to be reported."""
    if down:
        return Push(push.hold_seconds, seconds), ()
    return Push(push.hold_seconds), _at_release(push, seconds)


def waited(push: Push, seconds: float) -> Pushed:
    """The button as it is found at a time: reports the next stage while it is still down."""
    if push.deadline is None or seconds < push.deadline:
        return push, ()
    event = push.stages[push.told][1]
    return replace(push, since=seconds, told=push.told + 1), (event,)


def _at_release(push: Push, seconds: float) -> tuple[PanelEvent, ...]:
    if push.since is None:
        return ()
    if push.warned:
        return (PanelEvent.LET_GO,)
    if push.told or push.at_start:
        return ()
    return (PanelEvent.PUSH,) if seconds < push.since + push.hold_seconds else (PanelEvent.HOLD,)
