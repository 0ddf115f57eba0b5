"""Ports with a callback, as other programs have them, and how they are let go of."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import rtmidi

SETTLE = 0.05  # seconds: a few cycles, in which a callback that has begun comes to its end


def listen(name: str, hear: Callable[[float, list[int]], object]) -> rtmidi.MidiIn:
    """A client that is not open yet; `hear` is told the moment and the message."""
    client = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
    client.ignore_types(timing=False)
    client.set_callback(lambda event, _: hear(time.monotonic(), event[0]))
    return client


def let_go(client: rtmidi.MidiIn) -> None:
    """Close it. A message that arrives meanwhile would else crash the process now and then."""
    in_flight = gc.get_referents(client)  # a callback that has begun still needs these
    client.cancel_callback()
    time.sleep(SETTLE)
    client.close_port()
    client.delete()
    in_flight.clear()
