"""A computer without any MIDI, a server that dies, and ports listed for people."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from appliance.midi import watcher as watching
from appliance.midi.api import NO_MIDI, Api, alsa_answers, choose_api, hushed, jack_answers
from appliance.midi.inputs import MidiInputs
from appliance.midi.outputs import MidiOutputs
from appliance.midi.ports import list_ports
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from tests.midi.fake_ports import FakeKeyboard, FakeSynth, eventually
from tests.midi.jack_server import jack_server
from tests.midi.opened import opened
from tests.midi.other_process import run

BARE = """
from appliance.midi.inputs import MidiInputs
from appliance.midi.outputs import MidiOutputs
from appliance.midi.ports import list_ports
from appliance.midi.watcher import PortWatcher
from appliance.midi import api
api.alsa_answers = lambda: False
watcher = PortWatcher(interval=0.02)
inputs, outputs = MidiInputs(lambda *_: None, watcher), MidiOutputs(watcher)
inputs.start(); outputs.start()
outputs.send(bytes([0x90, 60, 90]))
print(inputs.problem, outputs.problem, inputs.names, outputs.names, list_ports(), sep="|")
outputs.close(); inputs.close()
"""
WIDOW = """
from appliance.midi.inputs import MidiInputs
from appliance.midi.outputs import MidiOutputs
from appliance.midi.watcher import PortWatcher
import time
watcher = PortWatcher(interval=0.02)
inputs, outputs = MidiInputs(lambda *_: None, watcher), MidiOutputs(watcher)
inputs.start(); outputs.start()
print("up", inputs.problem, flush=True)
input()
for _ in range(50):
    outputs.send(bytes([0x90, 60, 90])); outputs.send(bytes([0x80, 60, 90])); time.sleep(0.01)
outputs.close(); inputs.close()
print("closed", flush=True)
"""


def test_without_midi_there_is_a_sentence_and_everything_else_goes_on() -> None:
    with run(BARE, server="antiphon-no-such-server") as process:
        said, complaints = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.strip() == f"{NO_MIDI}|{NO_MIDI}|()|()|[]"
    assert complaints == "", "what cannot be helped is not shouted about"


def test_no_server_is_started_just_by_asking() -> None:
    code = "from appliance.midi.api import jack_answers; print(jack_answers())"
    with run(code, server="antiphon-no-such-server") as process:
        assert process.communicate(timeout=30) == ("False\n", "")


def test_a_server_that_dies_takes_nothing_down_with_it() -> None:
    with ExitStack() as until_the_end:
        with jack_server() as server:
            process = until_the_end.enter_context(run(WIDOW, server))
            assert process.stdout is not None
            assert process.stdout.readline() == "up No keyboard: plug one in\n"
        said, _ = process.communicate("\n", timeout=30)
    assert said == "closed\n"
    assert process.returncode == 0


def test_the_sequencer_that_cannot_be_opened_does_not_answer(tmp_path: Path) -> None:
    assert not alsa_answers(tmp_path / "seq")
    (tmp_path / "seq").touch()
    assert alsa_answers(tmp_path / "seq")


def test_jack_is_chosen_where_the_kernel_has_no_sequencer(
    jack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.midi.api.alsa_answers", lambda: False)
    assert jack_answers()
    assert choose_api() is Api.JACK
    monkeypatch.setattr("appliance.midi.api.alsa_answers", lambda: True)
    assert choose_api() is Api.ALSA


def test_a_sequencer_that_comes_late_is_found(jack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's sequencer is played by the JACK server; only its late coming matters."""
    monkeypatch.setattr(watching, "alsa_answers", lambda: False)
    keyboard = FakeKeyboard()
    with opened(MidiInputs(lambda *_: None, PortWatcher(0.02, choose=lambda: None))) as inputs:
        assert inputs.problem == NO_MIDI
        probe = watching.Probe
        monkeypatch.setattr(watching, "Probe", lambda _, whose: probe(Api.JACK, whose))
        monkeypatch.setattr("appliance.midi.api.RTMIDI_NUMBERS", {})
        monkeypatch.setitem(sys.modules["appliance.midi.clients"].RTMIDI_NUMBERS, Api.ALSA, 3)
        monkeypatch.setattr(watching, "alsa_answers", lambda: True)
        assert eventually(lambda: inputs.names == ("Fake Keys",))
    keyboard.unplug()


def test_ports_are_listed_with_what_they_are_used_for(jack: str) -> None:
    keyboard, synth, own = FakeKeyboard(), FakeSynth(), FakeKeyboard("Antiphon-out")
    listed = {(each.name, each.direction, each.use) for each in list_ports()}
    denied = list_ports(heard=PortRules(deny=("keys",)))
    for port in (keyboard, synth, own):
        port.unplug()
    assert listed == {
        ("Fake Keys:keys", "in", "is heard"),
        ("Antiphon-out:keys", "in", "Antiphon's own"),
        ("Fake Synth:notes", "out", "plays what Antiphon plays"),
    }
    assert "left out by your settings" in [each.use for each in denied]
    assert {each.api for each in denied} == {Api.JACK}


def test_hushing_ends(capfd: pytest.CaptureFixture[str]) -> None:
    with hushed():
        os.write(2, b"noise")
    os.write(2, b"music")
    assert capfd.readouterr().err == "music"


def test_before_the_start_and_after_the_end_there_is_no_problem() -> None:
    outputs = MidiOutputs(PortWatcher(0.02, choose=lambda: None))
    assert outputs.problem is None
    outputs.send(b"\x90\x3c\x40")
    with opened(outputs):
        assert outputs.problem == NO_MIDI
    assert outputs.problem is None
