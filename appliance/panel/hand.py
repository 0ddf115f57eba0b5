"""What a hand at the panel does: one pure function from state and event to state and action."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appliance.jam.controls import Controls, Mode
from appliance.music.genres import turned
from appliance.panel.items import Action
from appliance.panel.menu import TURNS, Menu, menu_after
from appliance.realtime.devices import PanelEvent

_MODES = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Hand:
    """What the hand has set, and the menu while it is open."""

    controls: Controls = field(default_factory=Controls)
    menu: Menu | None = None


def after(hand: Hand, event: PanelEvent) -> tuple[Hand, Action | None]:
    """The hand after a panel event, and what else is to be done.

    The switch always hands over. Outside the menu, the knob turns through the genres, a push goes
    to the next mode, and a hold opens the menu.
    """
    if event is PanelEvent.FLIP:
        return hand, Action.HAND_OVER
    if hand.menu is None:
        return _playing(hand, event), None
    menu, controls, action = menu_after(hand.menu, event, hand.controls)
    return Hand(controls, menu), action


def _playing(hand: Hand, event: PanelEvent) -> Hand:
    if event is PanelEvent.HOLD:
        return replace(hand, menu=Menu())
    if event is PanelEvent.PUSH:
        return replace(hand, controls=_next_mode(hand.controls))
    genre = turned(hand.controls.genre, TURNS[event])
    return replace(hand, controls=replace(hand.controls, genre=genre))


def _next_mode(controls: Controls) -> Controls:
    place = _MODES.index(controls.mode) + 1
    return replace(controls, mode=_MODES[place % len(_MODES)])
