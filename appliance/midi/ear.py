"""What is heard of one port: whole messages, what is held down, and whether it is there.

bytes ─► Assembler ─► Sensing ─► Ration ─► HeldNotes ─► Leader ─► receive
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from appliance.midi.assembler import Assembler
from appliance.midi.held import HeldNotes
from appliance.midi.leader import Leader
from appliance.midi.messages import SUSTAIN, channel_of, control, controller_of
from appliance.midi.ration import Ration
from appliance.midi.sensing import ACTIVE_SENSING, Sensing
from appliance.realtime.devices import Receive

PEDAL_DOWN = 64  # and more

_log = logging.getLogger(__name__)


class Ear:
    """Passes whole messages on, and ends what was begun. From any thread; none waits for long."""

    def __init__(
        self,
        receive: Receive,
        name: str,
        leader: Leader,
        sensed: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            receive: takes every message and the port's name.
            name: the port's full one.
            leader: says whose clock counts.
            sensed: called when the port says that it would go on saying something.
        """
        self.name = name
        self._receive, self._leader, self._sensed = receive, leader, sensed
        self._assembler, self._held, self._sensing = Assembler(), HeldNotes(), Sensing()
        self._pedals: set[int] = set()  # channels whose pedal is down
        self._ration, self._complained = Ration(), False
        self._lock = threading.Lock()

    def hear(self, at: float, content: bytes) -> None:
        """Take some bytes, heard at a moment in seconds."""
        with self._lock:
            for message in self._assembler.feed(content):
                self._take(at, message)

    def look(self, now: float) -> bool:
        """End what is held if the port has gone silent; returns whether it must say something."""
        with self._lock:
            if self._sensing.lost(now):
                self._release(now)
            return self._sensing.expecting

    def release(self, now: float) -> None:
        """End the notes that are held, and let pedals go."""
        with self._lock:
            self._release(now)

    def end(self, now: float) -> None:
        """The port is gone: end the notes that are held, and say so."""
        self._leader.leave(self)
        self.release(now)
        self._receive(now, b"", self.name)

    def _take(self, at: float, message: bytes) -> None:
        self._sensing.hear(at, message)
        if message == ACTIVE_SENSING:
            self._sensed()
            return
        if not self._ration.admits(at) and not self._ends(message):
            self._complain()
            return
        for each in (*self._held.relief(message), message):
            self._pass(at, each)

    def _pass(self, at: float, message: bytes) -> None:
        self._held.follow(message)
        if (pedal := _pedal_of(message)) is not None:
            channel, is_down = pedal
            (self._pedals.add if is_down else self._pedals.discard)(channel)
        if self._leader.admits(self, message):
            self._receive(at, message, self.name)

    def _ends(self, message: bytes) -> bool:
        """Whether a message ends something that is held down."""
        return self._held.awaits(message) or _pedal_of(message) in {
            (channel, False) for channel in self._pedals
        }

    def _complain(self) -> None:
        """Say once that the port sends more than is taken."""
        if not self._complained:
            self._complained = True
            _log.warning("%s sends more than anybody can play: the rest is left out", self.name)

    def _release(self, now: float) -> None:
        lifted = [control(channel, SUSTAIN, 0) for channel in sorted(self._pedals)]
        self._pedals.clear()
        for message in (*self._held.releases(), *lifted):
            self._receive(now, message, self.name)


def _pedal_of(message: bytes) -> tuple[int, bool] | None:
    """The channel of a sustain pedal that is moved, and whether it is down."""
    channel, moved = channel_of(message), controller_of(message)
    if channel is None or moved is None or moved[0] != SUSTAIN:
        return None
    return channel, moved[1] >= PEDAL_DOWN
