"""What can be told of ALSA's queue without ALSA; tools/virtual has a kernel that has one."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from appliance.midi import alsa_library as lib
from appliance.midi.alsa_queue import AlsaQueue, NoQueue, has_precise_timer
from appliance.midi.messages import note_on

SYSTEM = "G0: system timer : 4000.000us (10000000 ticks)\n"


@pytest.mark.parametrize(
    ("timers", "precise"),
    [
        (SYSTEM, False),
        (SYSTEM + "G3: HR timer : 0.001us (1000000000 ticks)\n", True),
        (SYSTEM + "G3: HR timer : 10000.000us (100 ticks)\n", False),
        ("", False),
    ],
)
def test_a_queue_needs_a_timer_as_fine_as_its_tick(timers: str, precise: bool) -> None:
    assert has_precise_timer(timers) == precise


@pytest.mark.skipif(Path("/dev/snd/seq").exists(), reason="there is a sequencer")
def test_without_a_sequencer_there_is_no_queue() -> None:
    with pytest.raises(NoQueue, match="ALSA's sequencer"):
        AlsaQueue()


def test_an_event_is_laid_out_as_the_library_fills_it() -> None:
    alsa, encoder, event = lib.alsa_library(), ctypes.c_void_p(), lib.Event()
    assert alsa.snd_midi_event_new(16, encoder) == 0
    message = note_on(3, 60, 90)
    assert alsa.snd_midi_event_encode(encoder, message, len(message), event) == len(message)
    assert ctypes.sizeof(event) == 28
    assert (event.type, bytes(event.data[:3])) == (6, bytes([2, 60, 90]))
    alsa.snd_midi_event_free(encoder)
