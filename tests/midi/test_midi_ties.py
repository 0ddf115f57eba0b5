"""How ports are tied together: as the kernel lists it, and as a real JACK server tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.midi.alsa_graph import alsa_ties, read_alsa_ties
from appliance.midi.api import Api
from appliance.midi.jack_graph import JackGraph
from appliance.midi.present import Present
from appliance.midi.probe import Probe
from appliance.midi.routing import PortRules
from appliance.midi.ties import Own, Ties
from tests.midi.fake_ports import FakeKeyboard, FakeSynth
from tests.midi.jack_server import environment, is_a_client

LIST = """\
Client info
  cur  clients : 6
  peak clients : 8
  max  clients : 192

Client   0 : "System" [Kernel Legacy]
  Port   0 : "Timer" (Rwe-) [In/Out]
  Port   1 : "Announce" (R-e-) [In]
    Connecting To: 15:0
Client  14 : "Midi Through" [Kernel Legacy]
  Port   0 : "Midi Through Port-0" (RWe-) [In/Out]
    Connected From: 131:0
Client  20 : "Launchkey: "Mini"" [Kernel Legacy]
  Port   0 : "Launchkey Mini MIDI 1" (RWeX) [In/Out]
    Connecting To: 131:0, 129:0[r:0]
    Connected From: 130:0
  Port   1 : "Launchkey Mini MIDI 2" (RWeX) [In/Out]
Client  24 : "Digital Piano"
  Port   0 : "Digital Piano MIDI 1" (RWeX)
    Connecting To: 131:0
    Connected From: 133:0
Client 129 : "Antiphon" [User Legacy]
  Port   0 : "keyboard" (-We-) [Out]
    Connected From: 20:0[r:0]
Client 130 : "Antiphon" [User Legacy]
  Port   0 : "synth" (R-e-) [In]
    Connecting To: 20:0
Client 131 : "Recorder" [User Legacy]
  Port   0 : "in" (-We-) [Out]
    Connected From: 20:0, 24:0
Client 132 : "Antiphon" [User Legacy]
  Port   0 : "in" (-We-) [Out]
    Connected From: 134:0[ex], 135:1[r:0]
Client 133 : "Antiphon" [User Legacy]
  Port   0 : "out" (R-e-) [In]
    Connecting To: 24:0
"""


KEYS = "Launchkey:Launchkey Mini MIDI 1 20:0"
PIANO = "Digital Piano:Digital Piano MIDI 1 24:0"
DAW = "Studio:send 134:0"


def test_the_kernels_list_tells_every_tie_of_the_box_and_no_other() -> None:
    assert alsa_ties(LIST).pairs == {
        ("keyboard", "20:0"),
        ("synth", "20:0"),
        ("in", "134:0"),
        ("in", "135:1"),
        ("out", "24:0"),
    }


def test_without_the_box_nothing_is_tied_to_it() -> None:
    assert alsa_ties(LIST.replace('"Antiphon"', '"Other"')) == Ties()
    assert alsa_ties("") == Ties()


def test_a_keyboard_that_slipped_out_and_back_is_no_longer_tied() -> None:
    slipped = LIST.replace("    Connected From: 20:0[r:0]\n", "")
    before, after = (Present(ties=alsa_ties(text)) for text in (LIST, slipped))
    assert before.is_tied(Own.KEYBOARD, KEYS)
    assert not after.is_tied(Own.KEYBOARD, KEYS)
    assert after.is_tied(Own.SYNTH, KEYS)


def test_without_a_list_no_tie_is_seen() -> None:
    assert not Present().is_tied(Own.KEYBOARD, KEYS)


def test_what_a_person_has_tied_is_not_tied_again() -> None:
    both = (KEYS, PIANO, DAW)
    present = Present(Api.ALSA, sources=both, sinks=both, ties=alsa_ties(LIST))
    assert present.keyboards(PortRules()) == (KEYS, PIANO)
    assert present.synths(PortRules()) == (KEYS, DAW)
    assert present.guests() == (DAW,)


def test_the_list_is_read_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "clients"
    assert read_alsa_ties(path) is None
    path.write_bytes(LIST.replace("Digital", "Digit\xe9").encode("latin-1"))
    assert read_alsa_ties(path) == alsa_ties(LIST)


def test_jack_tells_what_is_tied_to_the_box(jack: str) -> None:
    probe = Probe(Api.JACK)
    own, others = FakeSynth("Antiphon"), FakeSynth("Recorder")
    daw = FakeKeyboard()
    daw.tie_to("Antiphon:notes")
    tied = probe.ties()
    recorder = FakeKeyboard()
    recorder.tie_to("Recorder:notes")
    still = probe.ties()
    for port in (daw, recorder, own, others):
        port.unplug()
    none = probe.ties()
    probe.close()
    assert tied == still == Ties(frozenset({("notes", "Fake DAW:to")}))
    assert none == Ties()


def test_jack_is_not_asked_where_there_is_none() -> None:
    nowhere = {"JACK_DEFAULT_SERVER": "antiphon-no-such-server", "JACK_NO_START_SERVER": "1"}
    with environment(**nowhere), pytest.raises(OSError, match="JACK"):
        JackGraph()


def test_a_probe_that_fails_leaves_no_client_behind(
    jack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may end between two of its clients; one that is left would be freed twice."""

    def fail() -> JackGraph:
        raise OSError("JACK server not running")

    monkeypatch.setattr("appliance.midi.probe.JackGraph", fail)
    with pytest.raises(OSError, match="JACK") as caught:
        Probe(Api.JACK)
    assert not is_a_client(), f"though {caught} keeps hold of the probe"
