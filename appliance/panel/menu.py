"""The settings menu, as a state machine over the table of items.

    state     turn                   push                              hold
    list      next, previous item    setting: open; on/off: switch     leave
                                     command: do it and leave, or open
    setting   change the value       back to the list                  leave
    question  back to the list       do it and leave                   leave

A change is heard while it is turned; leaving keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.jam.controls import Controls
from appliance.panel.items import ITEMS, Action, Command, Item, Setting
from appliance.realtime.devices import PanelEvent

TURNS = {PanelEvent.LEFT: -1, PanelEvent.RIGHT: 1}


@dataclass(frozen=True, slots=True)
class Menu:
    """The open menu.

    Attributes:
        place: of the item in ITEMS.
        open: true while its value is turned, or its question asked.
    """

    place: int = 0
    open: bool = False

    @property
    def item(self) -> Item:
        """The item that the knob is at."""
        return ITEMS[self.place]


Outcome = tuple[Menu | None, Controls, Action | None]


def menu_after(menu: Menu, event: PanelEvent, controls: Controls) -> Outcome:
    """The menu (None: left), the controls, and what else is to be done, after a panel event."""
    if event is PanelEvent.HOLD:
        return None, controls, None
    if event is PanelEvent.PUSH:
        return _pushed(menu, controls)
    if event in TURNS:
        return _turned(menu, TURNS[event], controls)
    return menu, controls, None


def _pushed(menu: Menu, controls: Controls) -> Outcome:
    item = menu.item
    if isinstance(item, Command) and (menu.open or item.question is None):
        return None, controls, item.action
    if isinstance(item, Setting) and item.is_switch:
        return menu, item.switched(controls), None
    return replace(menu, open=not menu.open), controls, None


def _turned(menu: Menu, by: int, controls: Controls) -> Outcome:
    if not menu.open:
        return replace(menu, place=(menu.place + by) % len(ITEMS)), controls, None
    if isinstance(menu.item, Setting):
        return menu, menu.item.turned(controls, by), None
    return replace(menu, open=False), controls, None
