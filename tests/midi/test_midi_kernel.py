"""The queue of a real kernel, heard at a port that stamps; `tools/virtual` has such a kernel."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.midi.messages import control, note_off, note_on
from appliance.midi.outputs import MidiOutputs
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher

DEVICE = Path("/dev/snd/midiC0D0")
pytestmark = pytest.mark.skipif(not DEVICE.exists(), reason="no virtual MIDI port (snd-virmidi)")
ON, OFF = note_on(2, 60, 90), note_off(2, 60)


class Ears:
    """What the virtual port was sent."""

    def __init__(self) -> None:
        from tools.virtual.stamped import Stamped

        self._device, self._status = Stamped(DEVICE), b""
        self.heard: list[tuple[float, bytes]] = []

    def listen(self, seconds: float) -> list[bytes]:
        """All messages so far and for some time."""
        time.sleep(seconds)
        for moment, data in self._device.read():
            if data[0] >= 0x80:
                self._status, data = data[:1], data[1:]
            self.heard.append((moment, self._status + data))
        return [message for _, message in self.heard]

    def close(self) -> None:
        self._device.close()


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    yield ears
    ears.close()


@pytest.fixture
def outputs(ears: Ears) -> Iterator[MidiOutputs]:
    from appliance.midi.alsa_queue import AlsaQueue

    outputs = MidiOutputs(PortWatcher(), PortRules(allow=("VirMIDI 0-0",)), open_queue=AlsaQueue)
    outputs.start()
    assert outputs.queue is not None and outputs.names
    ears.listen(0.1)  # a synth that is found is silenced first
    ears.heard.clear()
    yield outputs
    outputs.close()


def test_a_note_sounds_at_its_moment_and_not_before(outputs: MidiOutputs, ears: Ears) -> None:
    due = time.monotonic() + 0.09
    outputs.send_at(ON, due)
    outputs.send_at(OFF, due + 0.1)
    assert ears.listen(0.4) == [ON, OFF]
    off = [moment - due for moment, _ in ears.heard]
    assert -0.002 < off[0] < 0.08 and off[1] > 0.098, "early by no more than the queue's tick"


def test_those_of_one_moment_leave_in_the_order_given(outputs: MidiOutputs, ears: Ears) -> None:
    notes = [note_on(2, pitch, 90) for pitch in range(40, 80)]
    due = time.monotonic() + 0.09
    for note in notes:
        outputs.send_at(note, due)
    assert ears.listen(0.4) == notes


def test_what_is_recalled_never_sounds_and_the_clock_goes_on(
    outputs: MidiOutputs, ears: Ears
) -> None:
    due = time.monotonic() + 0.3
    for message in (ON, OFF, note_on(3, 61, 90), b"\xc2\x05"):
        outputs.send_at(message, due)
    outputs.send_at(b"\xf8", due, lasting=True)
    outputs.recall()
    assert ears.listen(0.6) == [b"\xf8"]


def test_a_key_played_at_once_is_told_from_one_that_waits(outputs: MidiOutputs, ears: Ears) -> None:
    due = time.monotonic() + 0.3
    outputs.send_at(ON, due)
    outputs.send_at(note_on(3, 60, 90), due)  # the same pitch, on another channel
    outputs.send_at(OFF, due + 0.1)
    outputs.send(ON)
    assert ears.listen(0.1) == [ON]
    outputs.send_at(OFF, due + 0.2)
    heard = ears.listen(0.8)
    assert heard[1:] in (
        [OFF, ON, note_on(3, 60, 90), OFF],
        [note_on(3, 60, 90), OFF, ON, OFF],
    )


def test_leaving_ends_what_sounds_and_nothing_comes_after(outputs: MidiOutputs, ears: Ears) -> None:
    outputs.send(ON)
    outputs.send_at(note_on(2, 64, 90), time.monotonic() + 0.2)
    outputs.close()
    heard = ears.listen(0.5)
    assert heard[:2] == [ON, OFF]
    assert control(2, 123, 0) in heard and note_on(2, 64, 90) not in heard
    assert "Antiphon" not in Path("/proc/asound/seq/clients").read_text()


@pytest.mark.parametrize("seed", range(5))
def test_in_whatever_order_no_note_is_left_sounding(
    outputs: MidiOutputs, ears: Ears, seed: int
) -> None:
    draw = random.Random(seed)
    for _ in range(400):
        channel, pitch = draw.choice((2, 3)), draw.choice((60, 61))
        message = draw.choice((note_on(channel, pitch, 90), note_off(channel, pitch)))
        deed = draw.random()
        if deed < 0.7:
            outputs.send_at(message, time.monotonic() + draw.uniform(-0.01, 0.05))
        elif deed < 0.95:
            outputs.send(message)
        else:
            outputs.recall()
        time.sleep(draw.choice((0.0, 0.0, 0.001, 0.004)))
    outputs.close()
    sounding = set()
    for message in ears.listen(0.3):
        if message[0] & 0xF0 in (0x80, 0x90):
            change = sounding.add if message[0] & 0xF0 == 0x90 else sounding.discard
            change((message[0] & 0x0F, message[1]))
    assert sounding == set(), "though nothing but note-offs is counted"
