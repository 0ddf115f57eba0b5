"""A queue of ALSA's sequencer: the kernel itself sends what is handed over, at its time.

Whatever Python is busy with then cannot make a note late.
"""

from __future__ import annotations

import ctypes
import time
from pathlib import Path

from appliance.midi import alsa_library as lib
from appliance.midi.queue_clock import TICK, QueueClock
from appliance.midi.routing import CLIENT_NAME, address_of
from appliance.midi.ties import Own

_TIMERS = Path("/proc/asound/timers")
_PRECISE = f"G{lib.PRECISE_TIMER}:"
_READ_EVERY = 0.5  # seconds
_FIRST_READINGS = 8
_SETTLE = 0.05  # seconds until what was sent last has left
_LONGEST = 256  # bytes of a message that make one event; a longer one makes several


class NoQueue(OSError):
    """This computer has no queue that is of use."""


class AlsaQueue:
    """A client of the sequencer with a queue that runs, and ports whose messages it times.

    Its methods are for one thread at a time, but `port`.
    """

    def __init__(self) -> None:
        """Begin.

        Raises:
            NoQueue: if the library, the sequencer, a free queue or a precise timer is missing.
        """
        self._client = ctypes.c_void_p()
        try:
            self._alsa = lib.alsa_library()
            self._open()
        except NoQueue:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise NoQueue(str(error)) from error

    def port(self, sink: str | None) -> QueuePort:
        """Open a port that is tied to a synth's, by its full name; None: one of our own.

        Raises:
            OSError: if the synth is gone or ALSA refuses.
        """
        return QueuePort(self, sink)

    def send(self, event: lib.Event, due: float | None, tag: int = 0) -> None:
        """Send an event at a moment of `time.monotonic()`, or at once.

        Raises:
            OSError: if the queue is full.
        """
        event.tag = tag
        event.dest_client, event.dest_port = lib.TO_SUBSCRIBERS, lib.TO_NOBODY
        event.flags &= ~lib.TIME_MASK
        if due is None:
            event.queue = lib.AT_ONCE
        else:
            self._read()
            moment = int(self._clock.at(due) * 1e9)
            event.queue, event.flags = self.number, event.flags | lib.REAL_TIME
            event.seconds, event.nanoseconds = divmod(moment, 1_000_000_000)
        lib.checked(self._alsa.snd_seq_event_output_direct(self._client, event), "sending")

    def take_back(self, tag: int, channel: int | None = None) -> None:
        """Forget what waits with a tag (and, if one is given, on a channel, 1 … 16).

        What has not left when this returns never does.
        """
        alsa, asked = self._alsa, ctypes.c_void_p()
        lib.checked(alsa.snd_seq_remove_events_malloc(asked), "memory")
        condition = lib.REMOVE_OUTPUT | lib.REMOVE_TAG
        if channel is not None:
            condition |= lib.REMOVE_CHANNEL
            alsa.snd_seq_remove_events_set_channel(asked, channel - 1)
        alsa.snd_seq_remove_events_set_condition(asked, condition)
        alsa.snd_seq_remove_events_set_tag(asked, tag)
        alsa.snd_seq_remove_events(self._client, asked)
        alsa.snd_seq_remove_events_free(asked)

    def close(self) -> None:
        """Forget what waits, and close all ports; may be called twice."""
        if self._client:
            self._alsa.snd_seq_queue_status_free(self._status)
            self._alsa.snd_seq_close(self._client)
            self._client = ctypes.c_void_p()

    def _open(self) -> None:
        alsa, self._status = self._alsa, ctypes.c_void_p()
        failure = alsa.snd_seq_open(self._client, b"default", lib.OPEN_OUTPUT, lib.NONBLOCK)
        lib.checked(failure, "ALSA's sequencer")
        lib.checked(alsa.snd_seq_queue_status_malloc(self._status), "memory")
        lib.checked(alsa.snd_seq_set_client_name(self._client, CLIENT_NAME.encode()), "a name")
        number = alsa.snd_seq_alloc_named_queue(self._client, CLIENT_NAME.encode())
        self.number = lib.checked(number, "a queue")
        self._choose_timer()
        started = alsa.snd_seq_control_queue(self._client, self.number, lib.START_QUEUE, 0, None)
        lib.checked(started, "starting the queue")
        lib.checked(alsa.snd_seq_drain_output(self._client), "starting the queue")
        self._begin_clock()

    def _choose_timer(self) -> None:
        """Ask for the kernel's precise timer; where it is missing another one steps in unsaid."""
        alsa, timer, its_id = self._alsa, ctypes.c_void_p(), ctypes.c_void_p()
        lib.checked(alsa.snd_seq_queue_timer_malloc(timer), "memory")
        lib.checked(alsa.snd_timer_id_malloc(its_id), "memory")
        lib.checked(alsa.snd_seq_get_queue_timer(self._client, self.number, timer), "a timer")
        alsa.snd_timer_id_set_class(its_id, lib.GLOBAL_TIMERS)
        alsa.snd_timer_id_set_card(its_id, -1)
        alsa.snd_timer_id_set_device(its_id, lib.PRECISE_TIMER)
        alsa.snd_seq_queue_timer_set_id(timer, its_id)
        set_to = alsa.snd_seq_set_queue_timer(self._client, self.number, timer)
        alsa.snd_timer_id_free(its_id)
        alsa.snd_seq_queue_timer_free(timer)
        lib.checked(set_to, "a timer")
        if _PRECISE not in _TIMERS.read_text():
            raise NoQueue("no precise timer (snd-hrtimer)")

    def _begin_clock(self) -> None:
        self._clock, self._last_read = QueueClock(), 0.0
        for _ in range(_FIRST_READINGS):
            time.sleep(2 * TICK)
            self._read(every=0.0)
        self._clock.settle()

    def _read(self, every: float = _READ_EVERY) -> None:
        """Read the queue's time, if the last reading is so many seconds ago."""
        before = time.monotonic()
        if before - self._last_read < every:
            return
        self._last_read = before
        got = self._alsa.snd_seq_get_queue_status(self._client, self.number, self._status)
        after = time.monotonic()
        lib.checked(got, "reading the queue's time")
        told = self._alsa.snd_seq_queue_status_get_real_time(self._status).contents
        self._clock.hear(before, told.seconds + told.nanoseconds / 1e9, after)


class QueuePort:
    """One open output: tied to a synth's port, or a port of our own that others can tie to."""

    def __init__(self, queue: AlsaQueue, sink: str | None) -> None:
        """Open it; see `AlsaQueue.port`."""
        self._queue, self._alsa, self._client = queue, queue._alsa, queue._client
        own = Own.OUT if sink is None else Own.SYNTH
        self._number = lib.checked(
            self._alsa.snd_seq_create_simple_port(
                self._client,
                own.value.encode(),
                lib.PORT_READ | lib.PORT_SUBS_READ,
                lib.PORT_GENERIC | lib.PORT_APPLICATION,
            ),
            own.value,
        )
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
                event.source_port = self._number
                self._queue.send(event, due, tag)
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
