"""What breaks is found: boxes that are broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.desk import Desk
from appliance.jam.controls import Controls
from appliance.jam.voice import Voice
from appliance.midi.held import HeldNotes
from appliance.midi.messages import note_off, note_on
from appliance.music import midifile
from appliance.realtime.devices import PanelEvent
from appliance.realtime.loop import Loop
from tools.fuzz import growth
from tools.fuzz.box import BrokenError, Setup
from tools.fuzz.files import tried
from tools.fuzz.growth import live_long
from tools.fuzz.life import compare_clocks
from tools.fuzz.script import Action, Does, Hears, Scripted, Waits
from tools.fuzz.synths import PlainSynth
from tools.fuzz.tally import Tally

REPLAY = Setup(controls=Controls(silence=0.0))
CALL: list[Action] = [
    Hears(0, note_on(1, 60, 90)),
    Waits(12),
    Hears(0, note_off(1, 60)),
    Does(PanelEvent.FLIP),
    Waits(60),
]


def play(setup: Setup = REPLAY) -> None:
    Scripted(setup, CALL).play()


def test_a_note_that_is_never_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    play()
    relay = Voice.relay
    monkeypatch.setattr(
        Voice, "relay", lambda self, notes: [each for each in relay(self, notes) if each.is_on]
    )
    with pytest.raises(BrokenError, match="sounds though"):
        play()


def test_a_note_of_a_keyboard_that_is_passed_on_and_never_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    setup = Setup(thru=True, controls=Controls(silence=0.0))
    actions: list[Action] = [Hears(0, note_on(12, 60, 90)), Waits(12)]
    Scripted(setup, actions).play()
    monkeypatch.setattr(HeldNotes, "releases", lambda self: ())
    with pytest.raises(BrokenError, match=r"\(12, 60\)"):
        Scripted(setup, actions).play()


def test_a_step_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(Desk, "steer", fail)
    with pytest.raises(BrokenError, match="an error was logged: a part of a step failed"):
        Scripted(REPLAY, [Hears(0, b"\xb0\x07\x01"), Waits(9)]).play()


def test_what_the_agenda_cannot_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: PlainSynth, message: bytes) -> None:
        if message[0] == 0x90:
            raise OSError("the port is gone")

    monkeypatch.setattr(PlainSynth, "send", fail)
    with pytest.raises(BrokenError, match="something due could not be done"):
        play()


def test_a_clock_that_is_moved_by_what_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_time = Loop._keep_time

    def late(self: Loop, grid: Any, lead: Any, bpm: float, step: int) -> None:
        keep_time(self, grid, lead, bpm + len(self.view.heard) / 100, step)

    monkeypatch.setattr(Loop, "_keep_time", late)
    with pytest.raises(BrokenError, match="clock"):
        compare_clocks(5, Tally(), episodes=1)


def test_memory_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[list[float]] = []
    monkeypatch.setattr(growth, "RESTS", 6)
    unlearn: Callable[..., None] = Desk.leave
    monkeypatch.setattr(
        Desk,
        "leave",
        lambda self, source: (unlearn(self, source), kept.append([float(n) for n in range(2000)])),
    )
    with pytest.raises(BrokenError, match="grew"):
        live_long(1, Tally())


def test_a_file_that_ends_with_a_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ten_sharps = bytes.fromhex("4d546864000000060000000100604d54726b0000000600ff59020a00")
    assert tried(ten_sharps, tmp_path) == "refused"
    monkeypatch.setattr(midifile, "_DAMAGE", ())
    with pytest.raises(Exception, match="sharps"):
        tried(ten_sharps, tmp_path)
