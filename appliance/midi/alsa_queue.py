"""A queue of ALSA's sequencer: the kernel itself sends what is handed over, at its time.

Whatever Python is busy with then cannot make a note late.
"""

from __future__ import annotations

import ctypes
import re
import time
from pathlib import Path

from appliance.midi import alsa_library as lib
from appliance.midi.alsa_port import AlsaPort
from appliance.midi.queue_clock import TICK, QueueClock
from appliance.midi.routing import CLIENT_NAME

_TIMERS = Path("/proc/asound/timers")
_PRECISE = re.compile(rf"^G{lib.PRECISE_TIMER}: .* : ([\d.]+)us", re.MULTILINE)
_READ_EVERY = 0.5  # seconds
_FIRST_READINGS = 8


class NoQueue(OSError):
    """This computer has no queue that is of use."""


class AlsaQueue:
    """A client of the sequencer with a queue that runs, and ports whose messages it times.

    Its methods are for one thread at a time, but `port` and what a port sends at once.
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

    def port(self, sink: str | None) -> AlsaPort:
        """Open a port that is tied to a synth's, by its full name; None: one of our own.

        Raises:
            OSError: if the synth is gone or ALSA refuses.
        """
        return AlsaPort(self._client, self._send, sink)

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

    def _send(self, event: lib.Event, due: float | None) -> None:
        """Send an event at a moment of `time.monotonic()`, or at once.

        Raises:
            OSError: if the queue is full.
        """
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
        if not has_precise_timer(_TIMERS.read_text()):
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


def has_precise_timer(timers: str) -> bool:
    """Whether ALSA's list of timers has one that is precise enough for a queue's tick."""
    found = _PRECISE.search(timers)
    return found is not None and float(found[1]) <= 1e6 * TICK
