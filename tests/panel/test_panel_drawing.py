"""The drawing thread: newest picture, only when it changed, and every display for itself."""

import threading
from queue import Queue

import pytest
from PIL import Image

from appliance.panel.drawing import Drawer
from appliance.panel.easel import Easel

PATIENCE = 5.0  # seconds, only ever spent by a test that fails


def picture(number):
    image = Image.new("1", (128, 64))
    image.putpixel((number, 0), 1)
    return image


def number(image):
    return image.getbbox()[0]


class Glass:
    """A display that tells what it was shown, and does worse when told to."""

    def __init__(self, raises=0, gate=None):
        self.problem = None
        self.shown = Queue()
        self.raises, self.gate = raises, gate
        self.threads = set()

    def show(self, image):
        self.threads.add(threading.current_thread().name)
        if self.gate:
            self.gate.wait(PATIENCE)
        if self.raises:
            self.raises -= 1
            self.shown.put("raised")
            raise OSError("no display")
        self.shown.put(number(image))

    def next(self):
        return self.shown.get(timeout=PATIENCE)


@pytest.fixture
def draw():
    drawers = []

    def begin(displays, make, fps=200.0):
        drawers.append(Drawer(displays, make, fps))
        return drawers[-1]

    yield begin
    for drawer in drawers:
        drawer.close()


@pytest.fixture
def easel():
    easels = []

    def begin(display, retry_seconds):
        easels.append(Easel(display, retry_seconds))
        return easels[-1]

    yield begin
    for each in easels:
        each.close()


class Painter:
    """Makes the picture whose number it was given; tells how often it was asked."""

    def __init__(self):
        self.number, self.asked = 0, Queue()

    def __call__(self):
        self.asked.put(None)
        return picture(self.number)

    def wait(self, times):
        for _ in range(times):
            self.asked.get(timeout=PATIENCE)


def test_a_picture_is_drawn_on_every_display_once_until_it_changes(draw):
    glasses, painter = [Glass(), Glass()], Painter()
    draw(glasses, painter)
    assert [glass.next() for glass in glasses] == [0, 0]
    painter.wait(10)
    assert all(glass.shown.empty() for glass in glasses)
    painter.number = 7
    assert [glass.next() for glass in glasses] == [7, 7]


def test_a_display_that_blocks_holds_up_no_other(draw):
    gate, painter = threading.Event(), Painter()
    stuck, free = Glass(gate=gate), Glass()
    draw([stuck, free], painter)
    for painter.number in (1, 2, 3):
        while free.next() != painter.number:
            pass
    assert stuck.shown.empty()
    gate.set()
    while stuck.next() != 3:
        pass


def test_a_display_that_raises_is_logged_once_and_tried_again(easel, caplog):
    glass = Glass(raises=3)
    easel(glass, 0.01).put(picture(5))
    assert [glass.next() for _ in range(4)] == ["raised"] * 3 + [5]
    assert len(caplog.records) == 1
    assert "cannot draw" in caplog.text


def test_a_display_with_a_problem_is_shown_the_picture_again(easel):
    glass = Glass()
    glass.problem = "Display not answering"
    easel(glass, 0.01).put(picture(5))
    assert [glass.next() for _ in range(3)] == [5, 5, 5]


def test_a_picture_that_cannot_be_made_is_logged_once_and_tried_again(draw, caplog):
    glass, faults = Glass(), iter([True, True, False])

    def make():
        if next(faults, False):
            raise RuntimeError("no picture")
        return picture(9)

    draw([glass], make)
    assert glass.next() == 9
    assert len(caplog.records) == 1


def test_nothing_is_drawn_after_the_end(draw):
    glass, painter = Glass(), Painter()
    drawer = draw([glass], painter)
    glass.next()
    drawer.close()
    drawer.close()
    painter.number = 3
    assert glass.shown.empty()
    assert glass.threads == {"easel"}
