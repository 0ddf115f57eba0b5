"""Synths that come and go, over a real JACK server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from appliance.midi.messages import control, note_off, note_on, silence
from appliance.midi.outputs import MidiOutputs
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from tests.midi.fake_ports import FakeSynth, eventually
from tests.midi.opened import opened

pytestmark = pytest.mark.usefixtures("jack")
ON, OFF = note_on(2, 60, 90), note_off(2, 60)


@pytest.fixture
def outputs() -> Iterator[MidiOutputs]:
    with opened(MidiOutputs(PortWatcher(interval=0.05))) as outputs:
        yield outputs


@pytest.fixture
def synth() -> Iterator[FakeSynth]:
    synth = FakeSynth()
    yield synth
    synth.unplug()


def test_other_programs_can_listen_to_the_box(outputs: MidiOutputs) -> None:
    daw, synth = FakeSynth("Fake DAW", source="Antiphon-out:out"), FakeSynth()
    assert eventually(lambda: outputs.names == ("Fake Synth",)), "the DAW is not tied twice"
    outputs.send(ON)
    outputs.send(OFF)
    assert eventually(lambda: len(daw.heard) == len(synth.played) == 2)
    assert daw.heard == [ON, OFF]
    daw.unplug()
    synth.unplug()


def test_a_synth_that_is_there_plays_at_once(synth: FakeSynth, outputs: MidiOutputs) -> None:
    assert outputs.names == ("Fake Synth",)
    assert outputs.problem is None
    outputs.send(ON)
    assert eventually(lambda: synth.played == [ON])


def test_closing_ends_what_sounds_in_every_way_a_synth_may_obey(
    synth: FakeSynth, outputs: MidiOutputs
) -> None:
    outputs.send(ON)
    outputs.send(control(2, 64, 127))
    outputs.close()
    outputs.close()
    outputs.send(ON)
    expected = [ON, control(2, 64, 127), OFF, *silence(2)]
    assert eventually(lambda: len(synth.played) >= len(expected))
    assert synth.played == expected


def test_a_synth_plugged_in_later_plays(outputs: MidiOutputs) -> None:
    synth = FakeSynth()
    assert eventually(lambda: outputs.names == ("Fake Synth",))
    outputs.send(ON)
    assert eventually(lambda: synth.played == [ON])
    synth.unplug()


def test_a_synth_that_comes_back_is_silenced_first(outputs: MidiOutputs) -> None:
    synth = FakeSynth()
    assert eventually(lambda: len(outputs.names) == 1)
    outputs.send(ON)
    synth.unplug()
    assert eventually(lambda: outputs.names == ())
    synth = FakeSynth()
    assert eventually(lambda: len(outputs.names) == 1)
    outputs.send(OFF)
    assert eventually(lambda: synth.played == [OFF])
    synth.unplug()


def test_a_pitch_in_two_voices_is_struck_again(synth: FakeSynth, outputs: MidiOutputs) -> None:
    for message in (ON, ON, OFF, OFF):
        outputs.send(message)
    assert eventually(lambda: synth.played == [ON, OFF, ON, OFF])


def test_what_is_no_message_is_not_sent(synth: FakeSynth, outputs: MidiOutputs) -> None:
    for message in (b"", b"\x90", b"\x40\x40\x40", b"\x90\x80\x80", b"\xf0\x01"):
        outputs.send(message)
    outputs.send(ON)
    assert eventually(lambda: synth.played == [ON])


def test_a_denied_synth_stays_silent(synth: FakeSynth) -> None:
    with opened(MidiOutputs(PortWatcher(), PortRules(deny=("fake",)))) as outputs:
        assert outputs.names == ()
        outputs.send(ON)
    assert synth.heard == []


def test_sending_goes_on_while_synths_come_and_go(outputs: MidiOutputs) -> None:
    daw = FakeSynth("Fake DAW", source="Antiphon-out:out")
    ended = threading.Event()

    def play() -> None:
        while not ended.wait(0.001):
            outputs.send(ON)
            outputs.send(OFF)

    player = threading.Thread(target=play, daemon=True)
    player.start()
    for _ in range(5):
        synth = FakeSynth()
        assert eventually(lambda: len(outputs.names) == 1)
        assert eventually(lambda synth=synth: ON in synth.heard)
        synth.unplug()
        assert eventually(lambda: outputs.names == ())
        assert ON in daw.heard
    ended.set()
    player.join()
    assert eventually(lambda: daw.heard.count(ON) == daw.heard.count(OFF))  # the last is under way
    assert ON in daw.heard
    daw.unplug()
