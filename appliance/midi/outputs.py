"""Synths: every one that is plugged in plays what the box plays, and none is left sounding."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import inf

from appliance.midi.ahead import Ahead
from appliance.midi.api import NO_MIDI
from appliance.midi.messages import is_whole, silence
from appliance.midi.outlets import OpenQueue, Outlets
from appliance.midi.present import Present
from appliance.midi.routing import PortRules, labels
from appliance.midi.watcher import PortWatcher

NO_SYNTH = "No synth: plug one in"
PATIENCE = 10.0  # seconds: a synth that is a program takes some to start, and to start anew
HANDED_AHEAD = 0.1  # seconds: more than a decision is ready ahead of its time at most tempi


class MidiOutputs:
    """Synths, and a port of our own, "Antiphon:out", that other programs can listen to."""

    def __init__(
        self,
        watcher: PortWatcher | None = None,
        rules: PortRules | None = None,
        lead: float = 0.0,
        open_port: bool = True,
        open_queue: OpenQueue | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up without opening anything.

        Args:
            watcher: shared with the inputs; None makes one.
            rules: which synths are wanted.
            lead: seconds by which these synths have to be told ahead.
            open_port: whether there is a port of our own, besides those tied to synths.
            open_queue: opens a queue of the kernel's to keep the time; None: Python keeps it.
            clock: seconds.
        """
        self.lead, self.ahead = lead, HANDED_AHEAD
        self._watcher = watcher or PortWatcher()
        self._rules = rules or PortRules()
        self._outlets = Outlets(open_port, open_queue)
        self._lock = threading.Lock()
        self._ahead = Ahead(self._outlets)
        self._started = False
        self._clock, self._mute_since = clock, inf

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the connected synths."""
        return labels(self._outlets.names)

    @property
    def problem(self) -> str | None:
        """A sentence for the player while nothing can be played, or be heard."""
        if not self._started:
            return None
        if self._watcher.api is None:
            return NO_MIDI
        return NO_SYNTH if self._clock() - self._mute_since >= PATIENCE else None

    def start(self) -> None:
        """Open what is there now, and whatever comes later."""
        if not self._started:
            self._started = True
            self._watcher.add(self)

    def close(self) -> None:
        """End all that sounds and close every port."""
        self._watcher.remove(self)

    @property
    def queue(self) -> MidiOutputs | None:
        """What takes messages ahead of their time; None while there is no queue."""
        return self if self._outlets.queued else None

    def send(self, message: bytes) -> None:
        """Send one MIDI message at once; from any thread but that of an input."""
        with self._lock:
            if self._started and is_whole(message):
                self._ahead.send(message)

    def send_at(self, message: bytes, due: float, lasting: bool = False) -> None:
        """Let one MIDI message leave at a moment, see `Queue`."""
        with self._lock:
            if self._started and is_whole(message):
                self._ahead.send_at(message, due, lasting)

    def recall(self, lasting: bool = False) -> None:
        """Take back what has not left yet, see `Queue`."""
        with self._lock:
            self._ahead.recall(lasting)

    def look(self, present: Present) -> None:
        """Tie to the synths that came, let go of those that went (for the watcher)."""
        self._mute_since = min(self._mute_since, self._clock()) if present.is_mute() else inf
        self._outlets.update(present, present.synths(self._rules))

    def leave(self) -> None:
        """End all that sounds, then close every port (for the watcher)."""
        with self._lock:
            self._started = False
            self._ahead.end()
            for message in self._silences():
                self._outlets.send(message)
        self._outlets.clear()

    def _silences(self) -> tuple[bytes, ...]:
        return tuple(message for channel in self._ahead.channels for message in silence(channel))
