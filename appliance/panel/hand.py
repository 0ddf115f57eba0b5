"""What a hand at the panel does: one pure function from state and event to state and action."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, set_for
from appliance.jam.steering import LAST_CONTROLLER, OFF, Steering
from appliance.music.genres import turned
from appliance.panel.holding import EVENTS, Holding, holding_after
from appliance.panel.items import Action
from appliance.panel.learning import NEVER_LEARNT, Learning
from appliance.panel.menu import TURNS, Menu, menu_after
from appliance.realtime.devices import PanelEvent

_MODES = tuple(Mode)
ALWAYS = {PanelEvent.FLIP: Action.HAND_OVER, PanelEvent.AGAIN: Action.AGAIN}


@dataclass(frozen=True, slots=True)
class Hand:
    """What the hand has set, and the menu or the learning of controllers while it is open.

    `everybody` are the controls of all players that there may be. `holding` tells what comes of it
    while the knob is held on.
    """

    everybody: tuple[Controls, ...] = (Controls(),) * MOST_PLAYERS
    menu: Menu | None = None
    learning: Learning | None = None
    steering: Steering = field(default_factory=Steering)
    holding: Holding | None = None

    @property
    def at(self) -> int:
        """The player that the hand is with, from 0."""
        return self.everybody[0].player - 1

    @property
    def controls(self) -> Controls:
        """Those of the player that the hand is with."""
        return self.everybody[self.at]

    @property
    def players(self) -> tuple[Controls, ...]:
        """The controls of those who play."""
        return self.everybody[: self.everybody[0].players]

    def setting(self, controls: Controls, player: int | None = None) -> Hand:
        """With the controls of a player; None: of the one that the hand is with."""
        at = self.at if player is None else player
        return replace(self, everybody=set_for(self.everybody, at, controls))

    @property
    def busy(self) -> bool:
        """True while the menu or the learning of controllers is open."""
        return self.menu is not None or self.learning is not None


def after(hand: Hand, event: PanelEvent) -> tuple[Hand, Action | None]:
    """The hand after a panel event, and what else is to be done.

    The switch always hands over, and "again" always asks for another answer. Outside the menu, the
    knob turns through the genres, a push goes to the next mode, and a hold opens the menu. While a
    controller is learnt, the knob chooses what it is to do, a push takes it away, and a hold ends
    it. While the knob is held on, nothing else comes of it.
    """
    if event in ALWAYS:
        return hand, ALWAYS[event]
    if event in EVENTS:
        holding, action = holding_after(hand.holding, event)
        return replace(hand, holding=holding), action
    if hand.holding is not None:
        return hand, None
    if hand.learning is not None:
        return _learning(hand, hand.learning, event), None
    if hand.menu is None:
        return _playing(hand, event), None
    menu, controls, action = menu_after(hand.menu, event, hand.controls)
    hand = replace(hand.setting(controls), menu=menu)
    if action is Action.LEARN:
        return replace(hand, learning=Learning()), None
    return hand, action


def taught(hand: Hand, controller: int) -> Hand:
    """The hand after a controller was moved while it is learnt what it is to do."""
    if hand.learning is None or controller in NEVER_LEARNT or controller > LAST_CONTROLLER:
        return hand
    return replace(hand, steering=hand.steering.learning(hand.learning.name, controller))


def _learning(hand: Hand, learning: Learning, event: PanelEvent) -> Hand:
    if event is PanelEvent.HOLD:
        return replace(hand, learning=None)
    if event is PanelEvent.PUSH:
        return replace(hand, steering=hand.steering.learning(learning.name, OFF))
    return replace(hand, learning=learning.turned(event))


def _playing(hand: Hand, event: PanelEvent) -> Hand:
    if event is PanelEvent.HOLD:
        return replace(hand, menu=Menu())
    if event is PanelEvent.PUSH:
        return hand.setting(_next_mode(hand.controls))
    genre = turned(hand.controls.genre, TURNS[event])
    return hand.setting(replace(hand.controls, genre=genre))


def _next_mode(controls: Controls) -> Controls:
    place = _MODES.index(controls.mode) + 1
    return replace(controls, mode=_MODES[place % len(_MODES)])
