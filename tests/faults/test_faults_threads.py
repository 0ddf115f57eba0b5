"""Each of the box's threads dies in mid-jam: the jam goes on, and the display says that one did."""

import gc
import os
import sys
import threading

import pytest

from appliance.failures import FAILED
from appliance.realtime import tireless
from appliance.recording.shelf import Shelf
from tests.box.running import running_box, until
from tests.box.test_box_jack import BY_SILENCE, jack, player, sounding  # noqa: F401
from tests.service.listening import manager_at
from tests.web.fake_box import FakeBox
from tests.web.test_web_server import join

THREADS = (
    "agenda", "mind", "midi-watch", "drawing", "easel", "recorder", "thru", "web-panel"
)  # fmt: skip

# A box whose threads fall dead where their names are written into a pipe.
MORTAL = """
import ctypes, sys, threading
from appliance.__main__ import main
def kill():
    while True:
        for line in open({pipe!r}):
            for each in threading.enumerate():
                if each.name == line.strip():
                    exit = ctypes.py_object(SystemExit)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(each.ident), exit)
threading.Thread(target=kill, daemon=True).start()
sys.exit(main())
"""


@pytest.fixture
def manager(tmp_path, monkeypatch):
    path = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    with manager_at(path) as told:
        yield told


def test_whichever_thread_dies_the_jam_goes_on_and_that_is_said(jack, manager, tmp_path):  # noqa: F811
    pipe = tmp_path / "die"
    os.mkfifo(pipe)
    program = (sys.executable, "-c", MORTAL.format(pipe=str(pipe)))
    settings = BY_SILENCE + "[midi]\nthru = true\n[web]\npage = 'on'\nport = 8791\n"
    with (
        running_box(settings=settings, folder=tmp_path, program=program) as box,
        player() as me,
    ):
        box.wait_for("playing")
        me.connect()
        for name in THREADS:
            pipe.write_text(f"{name}\n")
            me.play(60, 64, seconds=0.05)  # whoever waits for work wakes up and finds itself dead
            box.wait_for(f"the thread {name!r} has failed")
            answered_again(me)
        assert any(FAILED in line for lines in manager.heard for line in lines) or (
            manager.wait_for(f"STATUS=Ready to play. {FAILED}")
        )
        assert box.stop() == 0
        assert not sounding([message for _, message in me.notes])[0]


def answered_again(me):
    """Play a phrase; wait until more comes back than that."""
    before = len(me.notes)
    me.play(60, 62, 64, 67)
    until(lambda: len(me.notes) > before + 10, "an answer, beside the eight messages of the phrase")


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr(tireless, "PAUSE", 0.01)
    return told


def fall_dead(*_):
    raise SystemExit


# The sockets of a loop that fell dead are closed by nobody but the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_page_whose_server_falls_dead_is_there_again(told, tmp_path):
    box = FakeBox(shelf=Shelf(tmp_path / "jams", most=9))
    try:
        with join(box, close_timeout=0.1):  # nobody is there to say good-bye to
            box.panel._thread.call(fall_dead)
            until(lambda: told, "the thread has failed")
        until(lambda: may_join(box), "the page is there again, at the same address")
    finally:
        box.panel.close()
        gc.collect()
    assert [each.thread.name for each in told] == ["web-panel"]


def may_join(box):
    try:
        join(box).close()
    except OSError:
        return False
    return True
