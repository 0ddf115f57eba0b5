"""The clock on the wall is stepped by a day, as where a network comes late: nothing hangs on it."""

import ast
import os
from pathlib import Path

import pytest

from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.recording.recorder import SAVE_SECONDS, Recorder
from appliance.recording.shelf import Shelf

PRODUCT = Path(__file__).parents[2] / "appliance"
DAY = 86_400.0
OF_THE_WALL = {
    "time": {"time", "time_ns", "ctime", "localtime", "gmtime", "strftime", "asctime"},
    "datetime": {"now", "today", "utcnow", "fromtimestamp"},
    "date": {"today", "fromtimestamp"},
}
ALLOWED = {"recording/sticks.py": {"time.time"}}  # the date of a log on a stick


def wall_clocks(source):
    """What a program asks of the clock on the wall."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if node.attr in OF_THE_WALL.get(of, ()):
                yield f"{of}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module in OF_THE_WALL:
            for name in node.names:
                if name.name in OF_THE_WALL[node.module]:
                    yield f"{node.module}.{name.name}"
        if isinstance(node, ast.Attribute) and node.attr in ("CLOCK_REALTIME", "TIMER_ABSTIME"):
            yield node.attr


def test_no_part_of_the_box_goes_by_the_clock_on_the_wall():
    found = {
        path.relative_to(PRODUCT).as_posix(): {*wall_clocks(path.read_text())}
        for path in PRODUCT.rglob("*.py")
    }
    assert {path: clocks for path, clocks in found.items() if clocks} == ALLOWED


@pytest.mark.parametrize(
    "source",
    ["import time\ntime.time()", "from time import time", "import datetime as d\nd.datetime.now()"],
)
def test_one_that_did_would_be_found(source):
    assert {*wall_clocks(source)}


@pytest.mark.parametrize("step", [DAY, -DAY])
def test_names_of_jams_stay_unique_and_the_oldest_go_first(tmp_path, monkeypatch, step):
    """The kernel dates files by the clock on the wall: as if each were kept a day off the last."""
    wall, monotonic = [1.7e9], [100.0]
    shelf = Shelf(tmp_path, most=5, mark=str)
    recorder = Recorder(shelf, clock=lambda: monotonic[0])
    names = []
    for number in range(8):
        recorder.hear(number, [NoteMessage(60, 80)], View(step=number))
        recorder.write()
        monotonic[0] += SAVE_SECONDS
        recorder.write()
        (newest, *_) = shelf.takes()
        names.append(newest.name)
        wall[0] += step
        os.utime(tmp_path / newest.name, (wall[0], wall[0]))
        monotonic[0] += 2 * 60.0
        recorder.write()
    assert names == [f"jam-{number:04}.mid" for number in range(1, 9)]
    assert [take.name for take in shelf.takes()] == names[:2:-1]
