"""Which MIDI system this computer has: ALSA's sequencer, else a running JACK server, else none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import rtmidi

NO_MIDI = "No MIDI on this computer"

_SEQUENCER = Path("/dev/snd/seq")


class Api(Enum):
    """A MIDI system; the value is what a person reads."""

    ALSA = "ALSA"
    JACK = "JACK"


RTMIDI_NUMBERS = {Api.ALSA: rtmidi.API_LINUX_ALSA, Api.JACK: rtmidi.API_UNIX_JACK}


def choose_api() -> Api | None:
    """The MIDI system to use; starts none."""
    if alsa_answers():
        return Api.ALSA
    return Api.JACK if jack_answers() else None


def alsa_answers(device: Path = _SEQUENCER) -> bool:
    """True if the kernel's sequencer opens; asked in silence, as often as wanted."""
    try:
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def jack_answers() -> bool:
    """True if a JACK server is running; one that is not is left alone."""
    os.environ["JACK_NO_START_SERVER"] = "1"
    with hushed():
        try:
            rtmidi.MidiIn(RTMIDI_NUMBERS[Api.JACK], name="Antiphon-question").delete()
        except OSError:
            return False
    return True


@contextmanager
def hushed() -> Iterator[None]:
    """Keep quiet what libraries in C write to standard error meanwhile."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
