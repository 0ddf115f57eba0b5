"""Synths: every one that is plugged in plays what the box plays, and none is left sounding."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import partial

from appliance.midi.api import NO_MIDI, Api
from appliance.midi.clients import OutputClient
from appliance.midi.held import HeldNotes
from appliance.midi.links import Links
from appliance.midi.messages import is_whole, silence
from appliance.midi.present import Present
from appliance.midi.routing import PortRules, labels
from appliance.midi.ties import Own
from appliance.midi.watcher import PortWatcher


class MidiOutputs:
    """Synths, and a port of our own, "Antiphon:out", that other programs can listen to."""

    def __init__(
        self,
        watcher: PortWatcher | None = None,
        rules: PortRules | None = None,
        lead: float = 0.0,
        open_port: bool = True,
    ) -> None:
        """Set up without opening anything.

        Args:
            watcher: shared with the inputs; None makes one.
            rules: which synths are wanted.
            lead: seconds by which these synths have to be told ahead.
            open_port: whether there is a port of our own, besides those tied to synths.
        """
        self.lead = lead
        self._watcher = watcher or PortWatcher()
        self._rules = rules or PortRules()
        self._links: Links[OutputClient] = Links(Own.SYNTH, self._tie, open_port)
        self._lock = threading.Lock()
        self._held = HeldNotes()
        self._started = False

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the connected synths."""
        return labels(self._links.names)

    @property
    def problem(self) -> str | None:
        """A sentence for the player while nothing can be played."""
        return NO_MIDI if self._started and self._watcher.api is None else None

    def start(self) -> None:
        """Open what is there now, and whatever comes later."""
        if not self._started:
            self._started = True
            self._watcher.add(self)

    def close(self) -> None:
        """End all that sounds and close every port."""
        self._watcher.remove(self)

    def send(self, message: bytes) -> None:
        """Send one MIDI message at once; from any thread but that of an input."""
        with self._lock:
            if self._started and is_whole(message):
                self._send_all(self._held.follow(message))

    def look(self, present: Present) -> None:
        """Tie to the synths that came, let go of those that went (for the watcher)."""
        self._links.update(present, present.synths(self._rules))

    def leave(self) -> None:
        """End all that sounds, then close every port (for the watcher)."""
        with self._lock:
            self._started = False
            self._send_all((*self._held.ends(), *_silences(self._held.channels)))
        self._links.clear()

    def _tie(self, api: Api, sink: str | None) -> OutputClient:
        """Open a port and silence it: it may have been unplugged while notes sounded."""
        client = OutputClient(api, sink)
        with self._lock:
            messages = _silences(self._held.channels)
        for message in messages:
            client.send(message)
        return client

    def _send_all(self, messages: Iterable[bytes]) -> None:
        for message in messages:
            self._links.each(partial(OutputClient.send, message=message))


def _silences(channels: Iterable[int]) -> tuple[bytes, ...]:
    return tuple(message for channel in channels for message in silence(channel))
