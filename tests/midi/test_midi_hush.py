"""Silence for every synth, after a box that was killed: by a process that loads next to nothing."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.midi import hush as hushing
from appliance.midi.api import Api
from appliance.midi.hush import hush, ignored
from appliance.midi.messages import silence_all
from appliance.midi.routing import PortRules
from tests.midi.fake_ports import FakeSynth, eventually


@pytest.mark.usefixtures("jack")
def test_all_that_sounds_ends_on_every_synth_and_none_is_left_tied() -> None:
    synth, other, denied = FakeSynth("One"), FakeSynth("Other"), FakeSynth("Denied")
    silenced = hush(PortRules(deny=("denied",)))
    assert [name.partition(":")[0] for name in silenced] == ["One", "Other"]
    for each in (synth, other):
        assert eventually(lambda each=each: len(each.heard) == len(silence_all()))
        assert each.heard == [*silence_all()]
    assert denied.heard == []


class Synths:
    """Ports that are there in name alone; those that refuse raise."""

    sinks = ("Synth:in 20:0", "Broken:in 24:0", "Antiphon:out 28:0", "Midi Through:x 14:0")
    sent: dict[str, list[bytes]]

    def __init__(self, api: Api, name: str = "") -> None:
        self._name = name
        if name.startswith("Broken"):
            raise OSError("gone")

    def send(self, message: bytes) -> None:
        self.sent.setdefault(self._name, []).append(message)

    def close(self) -> None:
        self.sent.setdefault(self._name, []).append(b"closed")


class Probe(Synths):
    """Tells which they are."""

    def sinks(self) -> tuple[str, ...]:  # type: ignore[override]
        return Synths.sinks


def test_one_that_refuses_keeps_no_other_sounding(monkeypatch: pytest.MonkeyPatch) -> None:
    Synths.sent = {}
    monkeypatch.setattr(hushing, "Probe", Probe)
    monkeypatch.setattr(hushing, "OutputClient", Synths)
    assert hush(PortRules(), Api.ALSA) == ["Synth:in 20:0"]
    assert Synths.sent["Synth:in 20:0"] == [*silence_all(), b"closed"]
    assert set(Synths.sent) == {"Synth:in 20:0", ""}


def test_without_midi_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hushing, "choose_api", lambda: None)
    assert hush(PortRules()) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[midi]\nignore = ['Synth', 'x*']\n", ("Synth", "x*")),
        ("[midi]\nignore = 'Synth'\n", ()),
        ("[midi]\nignore = [1]\n", ()),
        ("midi = 3\n", ()),
        ("[midi\n", ()),
        ("a = " + 100_000 * "[", ()),
        ("", ()),
    ],
)
def test_ports_that_the_settings_ignore_are_left_alone(
    tmp_path: Path, text: str, told: tuple[str, ...]
) -> None:
    (tmp_path / "antiphon.toml").write_text(text)
    assert ignored(tmp_path / "antiphon.toml") == told
    assert ignored(tmp_path / "none.toml") == ()


def test_the_command_takes_the_settings_in_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "antiphon.toml").write_text("[midi]\nignore = ['DAW']\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hushing, "hush", lambda rules: [str(rules.deny)])
    with caplog.at_level(logging.INFO):
        assert main(["hush"]) == 0
    assert "silenced: ('DAW',)" in caplog.text


def test_it_loads_next_to_nothing() -> None:
    loaded = "import appliance.midi.hush, sys; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True)
    names = said.stdout.split()
    assert "rtmidi" in names
    assert not {"numpy", "PIL", "tflite_runtime", "gpiozero"} & {*names}
