"""The desk: where everything that hands do to the box comes together, whoever reports it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from appliance.jam.controls import Controls
from appliance.jam.phases import Signal
from appliance.jam.steering import Steering
from appliance.panel.hand import Hand, after, taught
from appliance.panel.items import Action
from appliance.panel.remote import changed
from appliance.realtime.devices import Change, PanelEvent
from appliance.tempo.taps import Taps

MENU_SECONDS = 60.0  # without a hand at the knob


class Desk:
    """Keeps the controls and the menu; panel events and controllers come from any thread.

    What is asked of the jam is kept until the loop takes it; other actions are done at once.
    """

    def __init__(
        self,
        controls: Controls,
        actions: Mapping[Action, Callable[[], None]],
        steering: Steering | None = None,
        clock: Callable[[], float] = time.monotonic,
        remember: Callable[[Steering], None] = lambda steering: None,
    ) -> None:
        """
        Args:
            controls: at power-on.
            actions: what the panel's actions do.
            steering: what MIDI controllers move; None: what they usually do.
            clock: seconds, by which taps are measured.
            remember: takes what has been learnt of controllers.
        """
        self._hand = Hand(controls, steering=steering or Steering())
        self._remember, self._kept = remember, self._hand.steering
        self._actions = actions
        self._clock, self._taps = clock, Taps()
        self._touched = 0.0  # when a hand was last at the knob
        self._asked: Signal | None = None
        self._positions: dict[int, int] = {}  # of the controllers that have been moved
        self._lock = threading.Lock()

    @property
    def hand(self) -> Hand:
        """The controls and the menu as they stand."""
        return self._hand

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

    def report(self, event: PanelEvent | Change) -> None:
        """Follow a panel event, or a change of a setting."""
        if isinstance(event, Change):
            with self._lock:
                controls = changed(self._hand.controls, event.field, event.place)
                self._hand = replace(self._hand, controls=controls)
            return
        with self._lock:
            self._touched = self._clock()
            self._hand, action = after(self._hand, event)
        if action is not None:
            self._do(action)

    def steer(self, controller: int, position: int) -> None:
        """Follow a MIDI controller that was moved to 0 … 127."""
        with self._lock:
            before = self._positions.get(controller, 0)
            self._positions[controller] = position
            if self._hand.learning is not None:
                self._touched = self._clock()
                self._hand = taught(self._hand, controller)
                return
            steering = self._hand.steering
            controls = steering.after(self._hand.controls, controller, position)
            self._hand = replace(self._hand, controls=controls)
        for name in steering.triggered(controller, before, position):
            self._do(Action[name.upper()])

    def set_tempo(self, bpm: float) -> None:
        """Set the tempo, in quarter notes a minute."""
        with self._lock:
            controls = replace(self._hand.controls, bpm=bpm)
            self._hand = replace(self._hand, controls=controls)

    def _do(self, action: Action) -> None:
        if action is Action.HAND_OVER:
            with self._lock:  # two flips undo each other
                handed_over = self._asked is Signal.HAND_OVER
                self._asked = None if handed_over else Signal.HAND_OVER
        elif action is Action.AGAIN:
            with self._lock:
                self._asked = self._asked or Signal.AGAIN
        elif action is Action.TAP:
            self._tap()
        elif action in self._actions:
            self._actions[action]()

    def _tap(self) -> None:
        with self._lock:
            bpm = self._taps.tap(self._clock())
        if bpm is not None:
            self.set_tempo(bpm)

    def take(self) -> tuple[Controls, Signal | None]:
        """The controls, and what has been asked of the jam since last taken."""
        with self._lock:
            asked, self._asked = self._asked, None
            return self._hand.controls, asked
