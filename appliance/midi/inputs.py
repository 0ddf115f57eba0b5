"""Keyboards: every one that is plugged in is heard, without asking."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from appliance.midi.api import NO_MIDI, Api
from appliance.midi.clients import InputClient
from appliance.midi.ear import Ear
from appliance.midi.leader import Leader
from appliance.midi.links import Links
from appliance.midi.present import Present
from appliance.midi.routing import CLIENT_NAME, PortRules, labels
from appliance.midi.sensing import Lookout
from appliance.midi.ties import Own
from appliance.midi.watcher import PortWatcher
from appliance.realtime.devices import Receive

NO_KEYBOARD = "No keyboard: plug one in"
OWN_PORT = f"{CLIENT_NAME}:{Own.IN.value}"


class MidiInputs:
    """All keyboards, and a port of our own, "Antiphon:in", that other programs can play into.

    A keyboard that is unplugged ends the notes it held; so does the last program that leaves, and
    whoever says that it would go on saying something (active sensing) and does not.
    """

    def __init__(
        self,
        receive: Receive,
        watcher: PortWatcher | None = None,
        rules: PortRules | None = None,
        keyboard_expected: bool = True,
        passing: Sequence[str] = (),
    ) -> None:
        """Set up without opening anything.

        Args:
            receive: takes every message and the full name of its port; called from the MIDI
                system's threads, so only queues.
            watcher: shared with the outputs; None makes one.
            rules: which keyboards are wanted.
            keyboard_expected: whether it is a problem when there is no keyboard.
            passing: what to hear beside the usual, of "sysex", "timing".
        """
        self._receive = receive
        self._watcher = watcher or PortWatcher()
        self._rules = rules or PortRules()
        self._keyboard_expected = keyboard_expected
        self._passing, self._leader = tuple(passing), Leader()
        self._links: Links[_Source] = Links(Own.KEYBOARD, self._tie)
        self._lookout = Lookout(self._look_at_all)
        self._started = False
        self._guests: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the connected keyboards, and of programs that play into the box."""
        return labels((*self._links.names, *self._guests))

    @property
    def problem(self) -> str | None:
        """A sentence for the player while nothing can be heard."""
        if not self._started:
            return None
        if self._watcher.api is None:
            return NO_MIDI
        return NO_KEYBOARD if self._keyboard_expected and not self.names else None

    def start(self) -> None:
        """Open what is there now, and whatever comes later."""
        if not self._started:
            self._started = True
            self._lookout.start()
            self._watcher.add(self)

    def close(self) -> None:
        """End the notes that are held and close every port."""
        self._started = False
        self._watcher.remove(self)
        self._lookout.close()

    def look(self, present: Present) -> None:
        """Tie to the keyboards that came, let go of those that went (for the watcher)."""
        guests, before = present.guests(), self._guests
        self._guests = guests
        if before and not guests:
            self._links.each(_Source.be_left)
        self._links.update(present, present.keyboards(self._rules))

    def leave(self) -> None:
        """Close every port (for the watcher)."""
        self._links.clear()
        self._guests = ()

    def _tie(self, api: Api, source: str | None) -> _Source:
        sensed = self._lookout.want
        return _Source(api, self._receive, source, self._passing, self._leader, sensed)

    def _look_at_all(self, now: float) -> bool:
        """End what those hold who have gone silent; returns whether any must say something."""
        expecting: list[bool] = []
        self._links.each(lambda source: expecting.append(source.look(now)))
        return any(expecting)


class _Source:
    """One open input."""

    def __init__(
        self,
        api: Api,
        receive: Receive,
        source: str | None,
        passing: Sequence[str],
        leader: Leader,
        sensed: Callable[[], None],
    ) -> None:
        self._ear = Ear(receive, source or OWN_PORT, leader, sensed)
        try:
            self._client = InputClient(api, self._ear.hear, source, (*passing, "active_sense"))
        except OSError:
            # another's notes may have come before it was seen to be another
            self._ear.end(time.monotonic())
            raise

    def close(self) -> None:
        """Close the port, then end what it left held."""
        self._client.close()
        self._ear.end(time.monotonic())

    def be_left(self) -> None:
        """Nobody is tied to the port of our own any more: what they held ends, if this is it."""
        if self._ear.name == OWN_PORT:
            self._ear.release(time.monotonic())

    def look(self, now: float) -> bool:
        """End what it holds if it has gone silent; returns whether it must say something soon."""
        return self._ear.look(now)
