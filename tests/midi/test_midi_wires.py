"""Keyboards are tied straight to the box's own synth, and the box to another port of it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from appliance.midi.alsa_graph import alsa_ties
from appliance.midi.api import Api
from appliance.midi.present import Present
from appliance.midi.routing import PortRules, Use, is_synth, takes_keys, use_of
from appliance.midi.ties import Ties
from appliance.midi.tying import tie
from appliance.midi.wires import Wires

KEYS = "Launchkey Mini:Launchkey Mini MIDI 1 20:0"
OUT = "Antiphon:out 130:0"
FOR_KEYS = "FLUID Synth (box):Synth input port (box:0) 128:0"
FOR_BOX = "FLUID Synth (box):Synth input port (box:1) 128:1"
LIST = """\
Client  20 : "Launchkey Mini" [Kernel Legacy]
  Port   0 : "Launchkey Mini MIDI 1" (RWeX) [In/Out]
    Connecting To: 128:0, 129:0
Client 128 : "FLUID Synth (box)" [User Legacy]
  Port   0 : "Synth input port (box:0)" (-We-) [Out]
    Connected From: 20:0
  Port   1 : "Synth input port (box:1)" (-We-) [Out]
    Connected From: 130:0
"""


class Tier:
    """Takes down what is to be tied; fails if told to."""

    def __init__(self) -> None:
        self.tied: list[tuple[str, str]] = []
        self.fails = False

    def __call__(self, api: Api, source: str, sink: str) -> None:
        if self.fails:
            raise OSError("no")
        self.tied.append((source, sink))


def seen(*sources: str, ties: Ties | None = None) -> Present:
    return Present(Api.ALSA, (*sources, OUT), (FOR_KEYS, FOR_BOX), ties)


def test_a_keyboard_is_tied_to_the_first_port_and_the_box_to_none() -> None:
    tier = Tier()
    Wires(tie=tier).look(seen(KEYS, ties=Ties()))
    assert tier.tied == [(KEYS, FOR_KEYS)]


def test_the_box_ties_itself_to_the_second_port_alone() -> None:
    assert seen().synths(PortRules()) == (FOR_BOX,)
    assert use_of(FOR_KEYS) is Use.FOR_KEYS


@pytest.mark.parametrize("port", ["midi_00", "midi_01"])
def test_jack_has_names_of_its_own(port: str) -> None:
    name = f"FLUID Synth (box):{port}"
    assert is_synth(name)
    assert takes_keys(name) == (port == "midi_00")


def test_another_fluidsynth_is_played_as_ever() -> None:
    for name in ("FLUID Synth (1234):Synth input port (1234:0) 128:0", "fluidsynth-midi:midi_00"):
        assert use_of(name) is Use.PLAYED


def test_a_tie_that_is_seen_is_not_made_again_and_one_that_broke_is() -> None:
    tier = Tier()
    wires = Wires(tie=tier)
    there = alsa_ties(LIST, is_synth)
    wires.look(seen(KEYS, ties=there))
    assert tier.tied == []
    wires.look(seen(KEYS, ties=alsa_ties(LIST.replace("From: 20:0", "From: 21:0"), is_synth)))
    assert tier.tied == [(KEYS, FOR_KEYS)]


def test_where_ties_are_not_seen_each_is_made_once_as_long_as_both_ends_stay() -> None:
    tier = Tier()
    wires = Wires(tie=tier)
    for present in (seen(KEYS), seen(KEYS), seen(), seen(KEYS)):
        wires.look(present)
    assert tier.tied == [(KEYS, FOR_KEYS)] * 2


@pytest.mark.parametrize("ties", [None, Ties()])
def test_a_keyboard_that_went_may_have_left_keys_down(ties: Ties | None) -> None:
    lost: list[str] = []
    wires = Wires(lost=lambda: lost.append("lost"), tie=Tier())
    wires.look(seen(KEYS, ties=ties))
    assert not lost
    wires.look(seen(ties=ties))
    wires.look(seen(ties=ties))
    assert lost == ["lost"]


def test_a_keyboard_that_slipped_out_and_back_may_have_left_keys_down() -> None:
    lost: list[str] = []
    wires = Wires(lost=lambda: lost.append("lost"), tie=Tier())
    there = alsa_ties(LIST, is_synth)
    for ties, times in ((Ties(), 0), (there, 0), (Ties(), 1), (there, 1)):
        wires.look(seen(KEYS, ties=ties))
        assert len(lost) == times


def test_ignored_ports_and_a_synth_that_is_not_there_are_let_be() -> None:
    tier = Tier()
    Wires(PortRules(deny=("launchkey",)), tie=tier).look(seen(KEYS))
    Wires(tie=tier).look(Present(Api.ALSA, (KEYS,), ()))
    assert tier.tied == []


def test_a_failure_is_said_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tier = Tier()
    wires = Wires(tie=tier)
    tier.fails = True
    with caplog.at_level(logging.WARNING):
        wires.look(seen(KEYS))
        wires.look(seen(KEYS))
    assert len(caplog.records) == 1
    tier.fails = False
    wires.look(seen(KEYS))
    assert tier.tied == [(KEYS, FOR_KEYS)]


def test_alsa_ties_by_the_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a program in the place of `aconnect`, as there may be no sequencer here."""
    told, stand_in = tmp_path / "told", tmp_path / "aconnect"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="aconnect"):
        tie(Api.ALSA, KEYS, FOR_KEYS)
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {told}\n')
    stand_in.chmod(0o755)
    tie(Api.ALSA, KEYS, FOR_KEYS)
    assert told.read_text() == "20:0 128:0\n"
    stand_in.write_text('#!/bin/sh\necho "Connection is refused" >&2\nexit 1\n')
    with pytest.raises(OSError, match="refused"):
        tie(Api.ALSA, KEYS, FOR_KEYS)
