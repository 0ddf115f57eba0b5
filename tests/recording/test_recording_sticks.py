"""Sticks come, fill up, refuse and go; jams get there whole, and the player is told."""

import errno
import logging
import os
import time
from dataclasses import replace

import pytest

from appliance.panel.canvas import WIDTH
from appliance.panel.glyphs import LARGE, SMALL
from appliance.recording import sticks as module
from appliance.recording.copies import FOLDER, Copies
from appliance.recording.shelf import Shelf
from appliance.recording.sticks import (
    AGAIN_SECONDS,
    BROKEN,
    COPIED,
    COPYING,
    FORBIDDEN,
    NO_JAMS,
    READ_ONLY,
    SAID_SECONDS,
    Sticks,
    refusal,
)
from tests.recording.plugging import Machine

JAMS = {"jam-0001.mid": b"one", "jam-0002.mid": b"two", "jam-0003.mid": b"three"}


class House:
    """A box's jams, a machine to plug sticks into, and a clock in hand."""

    def __init__(self, root):
        self.time = 100.0
        self.machine = Machine(root)
        self.shelf = Shelf(root / "jams", 99, mark=str)
        self.sticks = Sticks(self.shelf, self.machine.look, lambda: self.time, pause=0.0)

    def keeps(self, jams):
        for name, content in jams.items():
            self.shelf.keep(name, content)

    def later(self, seconds):
        self.time += seconds
        self.sticks.serve()


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BREATH_SECONDS", 0.0)
    house = House(tmp_path)
    house.keeps(JAMS)
    return house


def jams_on(stick):
    """Name → content of all in the folder of the jams."""
    folder = stick / FOLDER
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def refuse_after(monkeypatch, count, number, then=lambda: None):
    """Let a stick take so many jams, and then fail with this error."""
    real, taken = Copies.take, []

    def take(self, name, *rest):
        if len(taken) == count:
            then()
            raise OSError(number, os.strerror(number))
        taken.append(name)
        return real(self, name, *rest)

    monkeypatch.setattr(Copies, "take", take)


def test_a_stick_gets_the_jams_and_the_player_is_told_for_a_while(house, monkeypatch):
    said = []
    real = Copies.take
    monkeypatch.setattr(Copies, "take", lambda *each: said.append(house.sticks.news) or real(*each))
    house.sticks.serve()
    assert house.sticks.problem is house.sticks.news is None
    stick = house.machine.plug_in()
    house.sticks.serve()
    assert jams_on(stick) == JAMS
    assert said == [COPYING] * 3
    assert house.sticks.news == COPIED
    house.later(SAID_SECONDS - 1)
    assert house.sticks.news == COPIED
    house.later(1)
    assert house.sticks.problem is house.sticks.news is None


def test_the_words_go_with_the_stick(house):
    house.machine.plug_in()
    house.sticks.serve()
    house.machine.pull_out()
    house.sticks.serve()
    assert house.sticks.problem is house.sticks.news is None


def test_what_is_there_already_is_not_written_again(house):
    stick = house.machine.plug_in()
    house.sticks.serve()
    before = {path: path.stat().st_ino for path in (stick / FOLDER).iterdir()}
    house.machine.pull_out()
    house.sticks.serve()
    house.keeps({"jam-0004.mid": b"four"})
    house.machine.plug_in()
    house.sticks.serve()
    assert {path: path.stat().st_ino for path in before} == before
    assert jams_on(stick) == {**JAMS, "jam-0004.mid": b"four"}
    assert house.sticks.news == COPIED


def test_a_jam_that_goes_on_is_copied_again_now_and_then_without_a_word(house):
    stick = house.machine.plug_in()
    house.sticks.serve()
    house.keeps({"jam-0003.mid": b"tree!", "jam-0004.mid": b"new"})  # as long as before
    house.later(AGAIN_SECONDS - 1)
    assert jams_on(stick) == JAMS
    house.later(1)
    assert jams_on(stick) == {**JAMS, "jam-0003.mid": b"tree!", "jam-0004.mid": b"new"}
    assert house.sticks.problem is house.sticks.news is None


def test_a_stick_that_comes_before_the_first_jam_gets_it_later(house):
    for name in JAMS:
        (house.shelf.folder / name).unlink()
    stick = house.machine.plug_in()
    house.sticks.serve()
    assert house.sticks.news == NO_JAMS
    assert os.listdir(stick) == []
    house.keeps({"jam-0001.mid": b"one"})
    house.later(AGAIN_SECONDS)
    assert jams_on(stick) == {"jam-0001.mid": b"one"}
    assert house.sticks.news == COPIED


def test_other_files_on_a_stick_are_left_alone(house):
    stick = house.machine.plug_in()
    (stick / "letter.txt").write_text("mine")
    (stick / FOLDER).mkdir()
    (stick / FOLDER / "jam-0009-beef.mid").write_text("of another box")
    house.sticks.serve()
    assert (stick / "letter.txt").read_text() == "mine"
    assert jams_on(stick) == {**JAMS, "jam-0009-beef.mid": b"of another box"}


@pytest.mark.parametrize(
    ("count", "number", "words"),
    [
        (0, errno.ENOSPC, "Stick full: 0 jams copied"),
        (1, errno.ENOSPC, "Stick full: 1 jam copied"),
        (2, errno.EDQUOT, "Stick full: 2 jams copied"),
        (0, errno.EROFS, READ_ONLY),
        (0, errno.EACCES, FORBIDDEN),
        (2, errno.EIO, BROKEN),
    ],
)
def test_a_stick_that_refuses_says_so_and_is_left_alone(house, monkeypatch, count, number, words):
    stick = house.machine.plug_in()
    refuse_after(monkeypatch, count, number)
    house.sticks.serve()
    assert house.sticks.problem == words
    assert jams_on(stick) == dict(sorted(JAMS.items(), reverse=True)[:count])
    monkeypatch.undo()
    house.later(AGAIN_SECONDS)
    assert len(jams_on(stick)) == count
    house.machine.pull_out()
    house.sticks.serve()
    house.machine.plug_in()
    house.sticks.serve()
    assert jams_on(stick) == JAMS
    assert house.sticks.news == COPIED


def test_nobody_is_told_to_take_out_a_stick_that_has_not_settled(house, monkeypatch):
    def lost(self):
        raise OSError(errno.EIO, "lost")

    monkeypatch.setattr(Copies, "settle", lost)
    house.machine.plug_in()
    house.sticks.serve()
    assert house.sticks.problem == BROKEN


def test_a_stick_pulled_out_in_the_middle_costs_a_line_in_the_log(house, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    stick = house.machine.plug_in()
    refuse_after(monkeypatch, 1, errno.EIO, then=house.machine.pull_out)
    house.sticks.serve()
    assert house.sticks.problem is house.sticks.news is None
    assert [record.message for record in caplog.records] == [
        f"the stick in {stick} was pulled out while jams were copied"
    ]
    assert list(jams_on(stick)) == ["jam-0003.mid"]


def test_a_stick_that_refuses_spoils_no_other(house):
    bad, good = house.machine.plug_in("bad"), house.machine.media / "good"
    (bad / FOLDER).write_text("no folder")
    good.mkdir()
    (first,) = house.machine.look()
    house.sticks._look = lambda: [first, replace(first, point=good)]
    house.sticks.serve()
    assert jams_on(good) == JAMS


def test_a_stick_that_is_the_shelf_itself_is_left_alone(house):
    stick = house.machine.plug_in()
    house.shelf.folder = stick / "jams"
    house.keeps(JAMS)
    house.sticks.serve()
    assert os.listdir(stick) == ["jams"]


def test_a_take_that_made_room_meanwhile_is_passed_over(house, monkeypatch):
    stick = house.machine.plug_in()
    monkeypatch.setattr(house.shelf, "read", lambda name: JAMS[name] if "2" in name else None)
    house.sticks.serve()
    assert jams_on(stick) == {"jam-0002.mid": b"two"}
    assert house.sticks.news == COPIED


def until(true):
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_the_thread_serves_and_outlives_a_table_that_cannot_be_read(house, caplog):
    sticks = Sticks(house.shelf, house.machine.look, pause=0.005)
    table = house.machine.table.read_text()
    house.machine.table.unlink()
    sticks.start()
    until(lambda: caplog.records)
    house.machine.table.write_text(table)
    stick = house.machine.plug_in()
    until(lambda: sticks.news == COPIED)
    sticks.close()
    sticks.close()
    assert jams_on(stick) == JAMS
    assert not sticks._thread.is_alive()
    assert len(caplog.records) == 1


def test_closing_ends_the_copying_after_the_file_in_hand(house, monkeypatch):
    stick = house.machine.plug_in()
    real = Copies.take
    monkeypatch.setattr(Copies, "take", lambda *each: house.sticks._closing.set() or real(*each))
    house.sticks.serve()
    assert list(jams_on(stick)) == ["jam-0003.mid"]


FULL = [refusal(OSError(errno.ENOSPC, ""), count) for count in (0, 1, 9999)]


@pytest.mark.parametrize("words", [COPYING, COPIED, NO_JAMS, READ_ONLY, FORBIDDEN, BROKEN, *FULL])
def test_the_words_fit_on_the_display(words):
    assert len(words) <= 40
    assert set(words) <= set(SMALL.glyphs) & set(LARGE.glyphs)
    lines = SMALL.lines(words, WIDTH - 2)
    assert len(lines) <= 2
    assert all(SMALL.width(line) <= WIDTH - 2 for line in lines)
