"""A short sitting with the real networks; and faults, planted into the box, that it must find."""

import logging
from pathlib import Path

import pytest

from appliance.band import Band
from appliance.jam.bars import Bars
from appliance.jam.roll import Roll
from appliance.jam.voice import Voice
from appliance.realtime.grid_clock import GridClock
from appliance.realtime.loop import Loop
from appliance.recording.recorder import Recorder
from tools.soak.sitting import Sitting

NOWHERE = Path("/nowhere")  # no corpus: old tunes are played
SEED = 8


def sat(folder, number=0, minutes=0.5, seed=SEED):
    sitting = Sitting(seed, number, minutes, folder, NOWHERE)
    told = []
    sitting.run(told.append)
    assert told[-1]["over"]
    return told[-1]


def kinds(told):
    return " / ".join(told["broken"])


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_nothing_breaks_in_a_short_sitting(tmp_path, number):
    told = sat(tmp_path, number)
    assert told["broken"] == {}, told["first"]
    assert told["minutes"] >= 0.5
    assert told["seen"]["notes of people"] > 5
    assert sum(ear["notes"] for ear in told["heard"].values()) > 20
    assert list(tmp_path.glob("jam-*.mid"))


def test_the_same_seed_gives_the_same_sitting(tmp_path):
    first, second = (sat(tmp_path / name, minutes=0.3) for name in ("first", "second"))
    other = sat(tmp_path / "other", minutes=0.3, seed=SEED + 1)
    for what in ("seen", "heard"):
        assert first[what] == second[what] != other[what]


def test_a_note_that_is_not_ended_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(Voice, "silence", lambda voice: [])
    assert "sound though it is player" in kinds(sat(tmp_path))


def test_a_step_that_is_a_little_too_long_is_found(tmp_path, monkeypatch):
    period = GridClock.period
    slow = property(lambda clock: period.fget(clock) * (1 + 1e-4))
    monkeypatch.setattr(GridClock, "period", slow)
    assert "ms off the grid" in kinds(sat(tmp_path))


def test_a_bar_line_that_moves_is_found(tmp_path, monkeypatch):
    place = Bars.place
    monkeypatch.setattr(Bars, "place", lambda bars, step: place(bars, step + (step > 60)))
    assert "follows" in kinds(sat(tmp_path))


def test_a_note_that_sounds_late_is_found(tmp_path, monkeypatch):
    put = Band._put
    monkeypatch.setattr(Band, "_put", lambda band, moment, what: put(band, moment + 0.001, what))
    assert "ms off its moment" in kinds(sat(tmp_path))


def test_a_note_that_is_lost_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(Band, "_put", lambda band, moment, what: None)
    assert "and never did" in kinds(sat(tmp_path))


def test_an_exception_in_a_step_is_found(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("planted")

    monkeypatch.setattr(Roll, "window", fail)
    told = sat(tmp_path)
    assert "planted" in kinds(told)
    assert told["failed_steps"]


def test_an_exception_that_is_only_logged_is_found(tmp_path, monkeypatch):
    write = Recorder.write

    def log(recorder):
        write(recorder)
        logging.getLogger("appliance.recording").error("planted")

    monkeypatch.setattr(Recorder, "write", log)
    assert "planted" in kinds(sat(tmp_path, minutes=0.1))


def test_a_loop_that_dies_is_found(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("planted")

    monkeypatch.setattr(Loop, "_wait", fail)
    assert "planted" in kinds(sat(tmp_path, minutes=0.1))
