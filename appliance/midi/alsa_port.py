"""A port of ours in ALSA's sequencer, and MIDI messages made events of the sequencer's."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable

from appliance.midi import alsa_library as lib
from appliance.midi.routing import address_of
from appliance.midi.ties import Own

Send = Callable[[lib.Event, float | None], None]
"""Sends an event at a moment of `time.monotonic()`, or at once; raises an OSError if it cannot."""

_SETTLE = 0.05  # seconds until what was sent last has left
_LONGEST = 256  # bytes of a message that make one event; a longer one makes several


class AlsaPort:
    """One open output: tied to a synth's port, or a port of our own that others can tie to."""

    def __init__(self, client: ctypes.c_void_p, send: Send, sink: str | None) -> None:
        """Open it.

        Args:
            client: whose port it is.
            send: takes its events.
            sink: full name of the port to tie to; None opens a port of our own.

        Raises:
            OSError: if the synth is gone or ALSA refuses.
        """
        self._alsa, self._client, self._send_event = lib.alsa_library(), client, send
        own = Own.OUT if sink is None else Own.SYNTH
        readable, kind = lib.PORT_READ | lib.PORT_SUBS_READ, lib.PORT_GENERIC | lib.PORT_APPLICATION
        number = self._alsa.snd_seq_create_simple_port(client, own.value.encode(), readable, kind)
        self._number = lib.checked(number, own.value)
        self._encoder = ctypes.c_void_p()
        try:
            lib.checked(self._alsa.snd_midi_event_new(_LONGEST, self._encoder), "memory")
            self._alsa.snd_midi_event_no_status(self._encoder, 1)
            if sink is not None:
                self._tie(sink)
        except OSError:
            self._delete()
            raise

    def send(self, message: bytes) -> None:
        """Send one whole message at once.

        Raises:
            OSError: if ALSA refuses.
        """
        self._send(message, None)

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Let the queue send one whole message at a moment of `time.monotonic()`.

        Raises:
            OSError: if ALSA refuses.
        """
        self._send(message, due, tag)

    def close(self) -> None:
        """Close it, after what was sent last has left."""
        time.sleep(_SETTLE)
        self._delete()

    def _send(self, message: bytes, due: float | None, tag: int = 0) -> None:
        while message:
            event = lib.Event()
            used = self._alsa.snd_midi_event_encode(self._encoder, message, len(message), event)
            lib.checked(used, "a MIDI message")
            if event.type != lib.NO_EVENT:
                event.source_port, event.tag = self._number, tag
                self._send_event(event, due)
            message = message[max(1, used) :]

    def _tie(self, sink: str) -> None:
        client, _, port = (address_of(sink) or "").partition(":")
        if not port:
            raise OSError(f"{sink}: no address of ALSA's")
        tied = self._alsa.snd_seq_connect_to(self._client, self._number, int(client), int(port))
        lib.checked(tied, sink)

    def _delete(self) -> None:
        if self._encoder:
            self._alsa.snd_midi_event_free(self._encoder)
            self._encoder = ctypes.c_void_p()
        self._alsa.snd_seq_delete_simple_port(self._client, self._number)
