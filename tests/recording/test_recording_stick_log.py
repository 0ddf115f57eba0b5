"""The log goes to a stick when it is asked for, and only then."""

import errno
import os

import pytest

from appliance.panel.canvas import WIDTH
from appliance.panel.glyphs import LARGE, SMALL
from appliance.recording.copies import FOLDER, Copies
from appliance.recording.shelf import Shelf
from appliance.recording.sticks import (
    COPYING_LOG,
    LOG_COPIED,
    LOG_WANTED,
    READ_ONLY,
    WANTED_SECONDS,
    Sticks,
    log_refusal,
)
from tests.recording.plugging import Machine


class House:
    """A machine to plug sticks into, a clock in hand, and a log that is told."""

    def __init__(self, root):
        self.time, self.made = 100.0, 0
        self.machine = Machine(root)
        shelf = Shelf(root / "jams", 99)
        self.sticks = Sticks(shelf, self.machine.look, lambda: self.time, 0.0, self.log)

    def log(self):
        self.made += 1
        assert self.sticks.news == COPYING_LOG
        return "log-0123.txt", b"all is well %d" % self.made

    def later(self, seconds):
        self.time += seconds
        self.sticks.serve()


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_it_is_copied_to_the_stick_that_is_in(house):
    stick = house.machine.plug_in()
    house.later(1)
    assert house.made == 0
    house.sticks.want_log()
    house.later(1)
    assert (stick / FOLDER / "log-0123.txt").read_bytes() == b"all is well 1"
    assert house.sticks.news == LOG_COPIED
    house.later(100)
    assert house.made == 1
    house.sticks.want_log()
    house.later(1)
    assert (stick / FOLDER / "log-0123.txt").read_bytes() == b"all is well 2"


def test_a_stick_is_asked_for_and_waited_for(house):
    house.sticks.want_log()
    assert house.sticks.news == LOG_WANTED
    house.later(WANTED_SECONDS / 2)
    assert house.sticks.news == LOG_WANTED
    stick = house.machine.plug_in()
    house.later(1)
    assert (stick / FOLDER / "log-0123.txt").exists()


def test_not_for_ever(house):
    house.sticks.want_log()
    house.later(WANTED_SECONDS)
    assert house.sticks.news is None
    stick = house.machine.plug_in()
    house.later(1)
    assert not (stick / FOLDER).exists()


def test_a_stick_that_refuses_is_told(house, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    house.machine.plug_in()
    monkeypatch.setattr(Copies, "take", refuse)
    house.sticks.want_log()
    house.later(1)
    assert (house.sticks.problem, house.sticks.news) == (READ_ONLY, None)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_all_that_is_said_fits_the_display(number):
    words = [log_refusal(OSError(number, "")), LOG_WANTED, LOG_COPIED, COPYING_LOG]
    for each in words:
        assert len(each) <= 40
        assert len(LARGE.lines(each, WIDTH - 4)) <= 2 or len(SMALL.lines(each, WIDTH - 4)) <= 3
