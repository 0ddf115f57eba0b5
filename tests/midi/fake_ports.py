"""Keyboards and synths for tests: MIDI ports of other programs, and a way to wait for things."""

from __future__ import annotations

import time
from collections.abc import Callable

import rtmidi

from appliance.midi.messages import silence_all

_PATIENCE = 15.0  # seconds
_plugged: set[FakeKeyboard | FakeSynth] = set()


class FakeKeyboard:
    """A port that notes come from; plugged in as soon as it is made."""

    def __init__(self, name: str = "Fake Keys") -> None:
        """Plug in."""
        self._port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=name)
        self._port.open_virtual_port("keys")
        _plugged.add(self)

    def play(self, *messages: bytes) -> None:
        """Send messages."""
        for message in messages:
            self._port.send_message(message)

    def tie_to(self, sink: str) -> None:
        """Play into the port with this full name instead of one's own."""
        self._port.close_port()
        self._port.delete()
        self._port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Fake DAW")
        self._port.open_port(self._port.get_ports().index(sink), "to")

    def unplug(self) -> None:
        """Pull the plug."""
        _plugged.discard(self)
        self._port.close_port()
        self._port.delete()


class FakeSynth:
    """A port that takes notes, its own or tied to another's; remembers what arrived."""

    def __init__(self, name: str = "Fake Synth", source: str | None = None) -> None:
        """Plug in."""
        self._port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
        if source is None:
            self._port.open_virtual_port("notes")
        else:
            self._port.open_port(self._port.get_ports().index(source), "from")
        _plugged.add(self)
        self._heard: list[bytes] = []

    @property
    def heard(self) -> list[bytes]:
        """All messages that have arrived so far."""
        while (event := self._port.get_message()) is not None:
            self._heard.append(bytes(event[0]))
        return self._heard

    @property
    def played(self) -> list[bytes]:
        """What has arrived after the silence that comes first."""
        silence = [*silence_all()]
        assert self.heard[: len(silence)] == silence[: len(self.heard)]
        return self.heard[len(silence) :]

    def unplug(self) -> None:
        """Pull the plug."""
        _plugged.discard(self)
        self._port.close_port()
        self._port.delete()


def unplug_all() -> None:
    """Pull all plugs that a test, failing, has left in."""
    for each in [*_plugged]:
        each.unplug()


def eventually(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so; False if it never comes to pass."""
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
