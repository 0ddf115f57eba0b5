"""What comes of it when the knob is held on: said, counted down, and done unless it is let go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.panel.items import Action
from appliance.realtime.devices import PanelEvent

SECONDS = 3
_ENDS = {PanelEvent.OFF: Action.SHUTDOWN, PanelEvent.FORGET: Action.FORGET}
EVENTS = (PanelEvent.STILL, PanelEvent.FOUND_HELD, PanelEvent.LET_GO, *_ENDS)


@dataclass(frozen=True, slots=True)
class Holding:
    """The knob is held on.

    Attributes:
        leads_to: what is done in the end.
        left: seconds until then.
    """

    leads_to: Action
    left: int = SECONDS


def holding_after(
    holding: Holding | None, event: PanelEvent
) -> tuple[Holding | None, Action | None]:
    """What is held on for after one of EVENTS (None: nothing), and what is to be done."""
    if event is PanelEvent.FOUND_HELD:
        return Holding(Action.FORGET), None
    if event is PanelEvent.STILL:
        if holding is None:
            return Holding(Action.SHUTDOWN), None
        return replace(holding, left=max(holding.left - 1, 0)), None
    return None, _ENDS.get(event)
