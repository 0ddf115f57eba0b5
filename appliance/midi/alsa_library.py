"""The ALSA library's sequencer calls that rtmidi has no way to: queues, above all.

The library is in this process already, since rtmidi needs it; so no further package is wanted.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache

OPEN_OUTPUT, NONBLOCK = 1, 1
PORT_READ, PORT_SUBS_READ = 1 << 0, 1 << 5  # what others may do with a port
PORT_GENERIC, PORT_APPLICATION = 1 << 1, 1 << 20  # what a port is
TO_SUBSCRIBERS, TO_NOBODY, AT_ONCE = 254, 253, 253  # addresses; a queue that is none
REAL_TIME, TIME_MASK = 1, 3  # flags of an event
REMOVE_OUTPUT, REMOVE_CHANNEL, REMOVE_TAG = 1 << 1, 1 << 3, 1 << 9
START_QUEUE = 30  # kinds of events
NO_EVENT = 255
GLOBAL_TIMERS, PRECISE_TIMER = 1, 3  # a class of timers, and the precise one among them


class Event(ctypes.Structure):
    """A MIDI message as the sequencer takes it (`snd_seq_event_t`)."""

    _fields_ = (
        ("type", ctypes.c_ubyte),
        ("flags", ctypes.c_ubyte),
        ("tag", ctypes.c_ubyte),
        ("queue", ctypes.c_ubyte),
        ("seconds", ctypes.c_uint),
        ("nanoseconds", ctypes.c_uint),
        ("source_client", ctypes.c_ubyte),
        ("source_port", ctypes.c_ubyte),
        ("dest_client", ctypes.c_ubyte),
        ("dest_port", ctypes.c_ubyte),
        ("data", ctypes.c_ubyte * 12),
    )


class RealTime(ctypes.Structure):
    """A moment of a queue (`snd_seq_real_time_t`)."""

    _fields_ = (("seconds", ctypes.c_uint), ("nanoseconds", ctypes.c_uint))


@cache
def alsa_library() -> ctypes.CDLL:
    """The library, with the types of its calls told.

    Raises:
        OSError: if there is none on this computer, or one without queues.
    """
    alsa = ctypes.CDLL("libasound.so.2")
    try:
        _declare(alsa)
    except AttributeError as error:
        raise OSError(f"an ALSA library without queues: {error}") from error
    return alsa


def checked(result: int, what: str) -> int:
    """What a call gave, if it is no failure.

    Raises:
        OSError: if it is one, naming what was tried.
    """
    if result < 0:
        raise OSError(-result, f"{what}: {os.strerror(-result)}")
    return result


def _declare(alsa: ctypes.CDLL) -> None:
    """Tell C types apart, so that pointers keep their length; None gives nothing back."""
    p, i, s = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    u, n, event = ctypes.c_uint, ctypes.c_long, ctypes.POINTER(Event)
    out = ctypes.POINTER(p)
    for name, result, *arguments in (
        ("snd_seq_open", i, out, s, i, i),
        ("snd_seq_close", i, p),
        ("snd_seq_set_client_name", i, p, s),
        ("snd_seq_create_simple_port", i, p, s, u, u),
        ("snd_seq_delete_simple_port", i, p, i),
        ("snd_seq_connect_to", i, p, i, i, i),
        ("snd_seq_alloc_named_queue", i, p, s),
        ("snd_seq_control_queue", i, p, i, i, i, event),
        ("snd_seq_drain_output", i, p),
        ("snd_seq_event_output_direct", i, p, event),
        ("snd_seq_queue_status_malloc", i, out),
        ("snd_seq_queue_status_free", None, p),
        ("snd_seq_queue_status_get_real_time", ctypes.POINTER(RealTime), p),
        ("snd_seq_get_queue_status", i, p, i, p),
        ("snd_seq_queue_timer_malloc", i, out),
        ("snd_seq_queue_timer_free", None, p),
        ("snd_seq_queue_timer_set_id", None, p, p),
        ("snd_seq_get_queue_timer", i, p, i, p),
        ("snd_seq_set_queue_timer", i, p, i, p),
        ("snd_timer_id_malloc", i, out),
        ("snd_timer_id_free", None, p),
        ("snd_timer_id_set_class", None, p, i),
        ("snd_timer_id_set_card", None, p, i),
        ("snd_timer_id_set_device", None, p, i),
        ("snd_seq_remove_events_malloc", i, out),
        ("snd_seq_remove_events_free", None, p),
        ("snd_seq_remove_events_set_condition", None, p, u),
        ("snd_seq_remove_events_set_channel", None, p, i),
        ("snd_seq_remove_events_set_tag", None, p, i),
        ("snd_seq_remove_events", i, p, p),
        ("snd_midi_event_new", i, ctypes.c_size_t, out),
        ("snd_midi_event_free", None, p),
        ("snd_midi_event_no_status", None, p, i),
        ("snd_midi_event_encode", n, p, s, n, event),
    ):
        call = getattr(alsa, name)
        call.argtypes, call.restype = arguments, result
