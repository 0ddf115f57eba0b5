"""Open MIDI ports, and the one place where rtmidi is spoken to.

rtmidi never lets go of Python's interpreter lock, not even where closing a port waits for the
thread that calls back. A callback that waits for the lock at that moment would hang the whole
program. So an input is first made quiet, then given time to finish, and only then closed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any

import rtmidi

from appliance.midi.api import RTMIDI_NUMBERS, Api
from appliance.midi.routing import CLIENT_NAME
from appliance.midi.ties import Own

Hear = Callable[[float, bytes], None]
"""Takes `time.monotonic()` seconds and one MIDI message, on the MIDI system's own thread."""

_SETTLE = 0.05  # seconds: a few cycles of a MIDI system, until what was asked of it is done
_FILTERED = ("sysex", "timing", "active_sense")


class InputClient:
    """One open input: tied to a keyboard's port, or a port of our own that others can tie to."""

    def __init__(
        self, api: Api, hear: Hear, source: str | None = None, passing: Sequence[str] = ()
    ) -> None:
        """Open it.

        Args:
            api: the MIDI system.
            hear: called for every message.
            source: full name of the port to tie to; None opens a port of our own.
            passing: what to hear beside the usual, of "sysex", "timing", "active_sense".

        Raises:
            OSError: if the port is gone or the MIDI system refuses.
        """

        def call_back(event: tuple[list[int], float], _: object) -> None:
            hear(time.monotonic(), bytes(event[0]))

        own = Own.IN if source is None else Own.KEYBOARD
        self._client = rtmidi.MidiIn(RTMIDI_NUMBERS[api], name=_client_name(api, own))
        self._client.ignore_types(**{kind: kind not in passing for kind in _FILTERED})
        self._client.set_callback(call_back)
        try:
            _open(self._client, source, own)
        except OSError:
            self.close()  # it may be open all the same, and be played into
            raise

    def close(self) -> None:
        """Close it; nothing is heard of it afterwards."""
        in_flight = gc.get_referents(self._client)  # a call that has begun still needs these
        self._client.cancel_callback()
        time.sleep(_SETTLE)
        _close(self._client)
        in_flight.clear()


class OutputClient:
    """One open output: tied to a synth's port, or a port of our own that others can tie to."""

    def __init__(self, api: Api, sink: str | None = None) -> None:
        """Open it.

        Args:
            api: the MIDI system.
            sink: full name of the port to tie to; None opens a port of our own.

        Raises:
            OSError: if the port is gone or the MIDI system refuses.
        """
        own = Own.OUT if sink is None else Own.SYNTH
        self._client = rtmidi.MidiOut(RTMIDI_NUMBERS[api], name=_client_name(api, own))
        try:
            _open(self._client, sink, own)
        except OSError:
            self.close()
            raise

    def send(self, message: bytes) -> None:
        """Send one whole message.

        Raises:
            OSError: if the MIDI system refuses.
        """
        self._client.send_message(message)

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Send one whole message at once: rtmidi has no queue that would keep it.

        Raises:
            OSError: if the MIDI system refuses.
        """
        self.send(message)

    def close(self) -> None:
        """Close it, after what was sent last has left."""
        time.sleep(_SETTLE)
        _close(self._client)


def port_names(client: Any) -> tuple[str, ...]:
    """Full names of all ports in rtmidi's own order; one that just vanished is ""."""
    return tuple(name or "" for name in client.get_ports())


def _client_name(api: Api, own: Own) -> str:
    """The name of a port's client; with JACK no two clients can share one."""
    is_alone = api is Api.ALSA or own is Own.IN
    return CLIENT_NAME if is_alone else f"{CLIENT_NAME}-{own.value}"


def _open(client: Any, port: str | None, own: Own) -> None:
    """Open a port.

    Raises:
        OSError: if the port is gone or the MIDI system refuses; the client is to be closed then.
    """
    try:
        if port is None:
            client.open_virtual_port(own.value)
        else:
            _tie(client, port, own)
            time.sleep(_SETTLE)  # JACK loses what is sent before the tie holds
    except (OSError, ValueError) as error:
        raise OSError(f"{port or own.value}: {error}") from error


def _tie(client: Any, port: str, own: Own) -> None:
    """Tie to a port by its name, though rtmidi does by its place, in which another may be by then.

    Raises:
        OSError: if there may have been another, or the MIDI system refuses.
        ValueError: if there is no such port.
    """
    place = port_names(client).index(port)
    client.open_port(place, own.value)
    if port_names(client)[place : place + 1] != (port,):
        raise OSError("ports came or went meanwhile")


def _close(client: Any) -> None:
    client.close_port()
    client.delete()
