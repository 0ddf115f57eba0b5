"""Each of the box's threads dies in mid-jam: the jam goes on, and the display says that one did."""

import gc
import os
import sys
import threading
import time

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory
from PIL import Image

from appliance.failures import FAILED
from appliance.midi.sensing import Lookout
from appliance.midi.watcher import PortWatcher
from appliance.panel.controls import GpioPanel, Pins
from appliance.panel.drawing import Drawer
from appliance.panel.easel import Easel
from appliance.realtime import tireless
from appliance.recording.recorder import Recorder
from appliance.recording.shelf import Shelf
from appliance.recording.sticks import Sticks
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


class Once:
    """Does something, but kills the thread that calls it the first time."""

    def __init__(self, does=lambda *_: None):
        self.done, self._does = threading.Event(), does
        self._dead = False

    def __call__(self, *arguments):
        if not self._dead:
            self._dead = True
            raise SystemExit
        self.done.set()
        return self._does(*arguments)


class Display:
    problem = None

    def __init__(self, show):
        self.show = show


class Listener:
    def __init__(self, look):
        self._looks, self._look = 0, look

    def look(self, present):
        self._looks += 1
        if self._looks > 1:  # the first one is on the caller's thread
            self._look()

    def leave(self):
        pass


def recorder(once, folder, monkeypatch):
    monkeypatch.setattr(Recorder, "write", lambda _: once())
    one = Recorder(Shelf(folder, most=9), pause=0.01)
    one.start()
    return one.close


def sticks(once, folder, monkeypatch):
    one = Sticks(Shelf(folder, most=9), look=lambda: once() or (), pause=0.01)
    one.start()
    return one.close


def watcher(once, folder, monkeypatch):
    one, listener = PortWatcher(interval=0.01, choose=lambda: None), Listener(once)
    one.add(listener)
    return lambda: one.remove(listener)


def sensing(once, folder, monkeypatch):
    one = Lookout(lambda now: bool(once()))
    one.start()
    one.want()
    return one.close


def drawing(once, folder, monkeypatch):
    one = Drawer([], lambda: once() or Image.new("1", (128, 64)), 200.0)
    return one.close


def easel(once, folder, monkeypatch):
    one = Easel(Display(once), retry_seconds=0.01)
    one.put(Image.new("1", (128, 64)))
    threading.Timer(0.1, one.put, [Image.new("1", (128, 64))]).start()
    return one.close


def panel(once, folder, monkeypatch):
    before, Device.pin_factory = Device.pin_factory, MockFactory()
    one = GpioPanel(Pins(), once)
    one.start()
    switch = Device.pin_factory.pin(Pins().switch)
    for number in range(2):
        (switch.drive_high if number else switch.drive_low)()
        time.sleep(0.1)

    def close():
        one.close()
        Device.pin_factory.reset()
        Device.pin_factory = before

    return close


@pytest.mark.parametrize("make", [recorder, sticks, watcher, sensing, drawing, easel, panel])
def test_one_that_was_killed_by_what_it_calls_goes_on(make, told, tmp_path, monkeypatch):
    once = Once()
    close = make(once, tmp_path, monkeypatch)
    assert once.done.wait(10)
    close()
    assert [each.exc_type for each in told] == [SystemExit]


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
