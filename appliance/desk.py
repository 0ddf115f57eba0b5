"""The desk: where everything that hands do to the box comes together, whoever reports it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf

from appliance.jam.controls import Controls
from appliance.jam.phases import Signal
from appliance.jam.steering import Steering
from appliance.panel.hand import ALWAYS, Hand, after, taught
from appliance.panel.items import Action
from appliance.panel.remote import changed
from appliance.realtime.devices import Change, PanelEvent, Sit
from appliance.seats import Seats
from appliance.tempo.taps import Taps

MENU_SECONDS = 60.0  # without a hand at the knob
MOST_POSITIONS = 1024  # of controllers that are remembered, should nobody say that theirs is gone


class Desk:
    """Keeps the controls and the menu; panel events and controllers come from any thread.

    What is asked of the jam is kept until the loop takes it; other actions are done at once.
    """

    def __init__(
        self,
        hand: Hand,
        actions: Mapping[Action, Callable[[], None]],
        clock: Callable[[], float] = time.monotonic,
        remember: Callable[[Steering], None] = lambda steering: None,
    ) -> None:
        """
        Args:
            hand: everybody's controls at power-on, and what MIDI controllers move.
            actions: what the panel's actions do.
            clock: seconds, by which taps are measured.
            remember: takes what has been learnt of controllers.
        """
        self._hand = hand
        self._remember, self._kept = remember, self._hand.steering
        self._actions = actions
        self._clock, self._taps = clock, Taps()
        self._touched = -inf  # when a hand was last at the knob
        self._asked: dict[int, Signal] = {}  # by player
        self._positions: dict[tuple[str, int], int] = {}  # of controllers, by keyboard and number
        self._lock = threading.Lock()

    @property
    def hand(self) -> Hand:
        """The controls and the menu as they stand."""
        return self._hand

    @property
    def untouched(self) -> float:
        """Seconds since a hand was last at the knob."""
        return self._clock() - self._touched

    def look(self) -> Hand:
        """The hand to be shown; a menu that was left open is closed, and what was learnt kept.

        For the drawing thread alone: it may write to the disk.
        """
        with self._lock:
            if self._hand.busy and self._clock() - self._touched > MENU_SECONDS:
                self._hand, _ = after(self._hand, PanelEvent.HOLD)
            hand, learning = self._hand, self._hand.learning is not None
        if hand.steering != self._kept and not learning:
            self._kept = hand.steering
            self._remember(hand.steering)
        return hand

    def report(self, event: PanelEvent | Change, player: int | None = None) -> None:
        """Follow a panel event, or a change of a setting.

        Args:
            event: the knob and settings are those of the player that the panel is with.
            player: whose turn is handed over, or answered again; None: that of the same one.
        """
        if isinstance(event, Change):
            with self._lock:
                controls = changed(self._hand.controls, event.field, event.place)
                self._hand = self._hand.setting(controls)
            return
        with self._lock:
            if event not in ALWAYS:
                self._touched = self._clock()
            self._hand, action = after(self._hand, event)
        if action is not None:
            self._do(action, player)

    def report_from(self, seats: Seats, event: PanelEvent | Change | Sit, source: str) -> None:
        """What is done on a page: whoever plays on it has a turn, and a place, of their own."""
        if isinstance(event, Sit):
            self.report(Change("player", event.player))
            seats.sit(source, self.hand.at)
            return
        self.report(event, seats.seated(source, len(self.hand.players)))

    def steer(self, controller: int, position: int, player: int = 0, source: str = "") -> None:
        """Follow a MIDI controller that a player moved to 0 … 127 on a keyboard."""
        with self._lock:
            before = self._moved(source, controller, position)
            if self._hand.learning is not None:
                self._touched = self._clock()
                self._hand = taught(self._hand, controller)
                return
            steering = self._hand.steering
            controls = steering.after(self._hand.everybody[player], controller, position)
            self._hand = self._hand.setting(controls, player)
        for name in steering.triggered(controller, before, position):
            self._do(Action[name.upper()], player)

    def leave(self, source: str) -> None:
        """A keyboard is gone: where its controllers stand is nobody's concern any more."""
        with self._lock:
            gone = [each for each in self._positions if each[0] == source]
            for each in gone:
                del self._positions[each]

    def unlearn(self, steering: Steering) -> None:
        """Let controllers move what they move without anything learnt; remembered as usual."""
        with self._lock:
            self._hand = replace(self._hand, steering=steering)

    def set_tempo(self, bpm: float) -> None:
        """Set the tempo, in quarter notes a minute."""
        with self._lock:
            self._hand = self._hand.setting(replace(self._hand.controls, bpm=bpm))

    def _moved(self, source: str, controller: int, position: int) -> int:
        """Where a controller was before, 0 … 127; those that were moved last are remembered."""
        before = self._positions.pop((source, controller), 0)
        self._positions[source, controller] = position
        if len(self._positions) > MOST_POSITIONS:
            del self._positions[next(iter(self._positions))]
        return before

    def _do(self, action: Action, player: int | None) -> None:
        if action in (Action.HAND_OVER, Action.AGAIN):
            with self._lock:
                self._ask(action, self._hand.at if player is None else player)
        elif action is Action.TAP:
            self._tap()
        elif action in self._actions:
            self._actions[action]()

    def _ask(self, action: Action, player: int) -> None:
        """Keep what is asked of a player's jam."""
        if action is Action.AGAIN:
            self._asked.setdefault(player, Signal.AGAIN)
        elif self._asked.get(player) is Signal.HAND_OVER:
            del self._asked[player]  # two flips undo each other
        else:
            self._asked[player] = Signal.HAND_OVER

    def _tap(self) -> None:
        with self._lock:
            bpm = self._taps.tap(self._clock())
        if bpm is not None:
            self.set_tempo(bpm)

    def take(self) -> list[tuple[Controls, Signal | None]]:
        """The controls of each player, and what has been asked of their jam since last taken."""
        with self._lock:
            asked, self._asked = self._asked, {}
            players = self._hand.players
        return [(controls, asked.get(player)) for player, controls in enumerate(players)]
