"""The display does not answer for ten seconds, or takes them for a picture: the jam goes on."""

import threading

import pytest
from PIL import Image

from appliance.panel.drawing import Drawer
from appliance.panel.oled import NOT_ANSWERING, RETRY_SECONDS
from appliance.realtime.agenda import Agenda
from appliance.service.herald import SILENCE_SECONDS
from tests.box.running import until
from tests.panel.test_panel_drawing import Glass, number, picture
from tests.panel.test_panel_oled import Bench

TEN_SECONDS = 10.0


def test_one_that_does_not_answer_for_ten_seconds_says_so_elsewhere_and_catches_up():
    bench = Bench()
    bench.oled.start()
    bench.oled.show(picture(1))
    bench.cut()
    tries, before = [], len(bench.wires)
    for tenth in range(int(10 * TEN_SECONDS)):
        bench.oled.show(picture(2 + tenth % 60))
        tries.append(len(bench.wires) - before)
        assert bench.oled.problem == NOT_ANSWERING
        bench.now += 0.1
    assert tries[-1] <= 1 + TEN_SECONDS / RETRY_SECONDS, "it is not tried with every picture"
    bench.broken = False
    bench.now += RETRY_SECONDS
    bench.oled.show(picture(99))
    assert bench.oled.problem is None
    assert number(bench.seen) == 99


class Hanging(Glass):
    """A display whose wire holds whoever uses it, and says so once it is free."""

    def __init__(self):
        super().__init__()
        self.free, self.held = threading.Event(), threading.Event()

    def show(self, image):
        self.held.set()
        self.free.wait(60)
        super().show(image)


@pytest.fixture
def hanging():
    display = Hanging()
    yield display
    display.free.set()


def test_while_one_hangs_in_a_picture_the_box_lives_and_all_else_is_drawn(hanging):
    """Its own thread waits; drawing, which the watchdog hears of, does not, nor does the agenda."""
    other, drawn, alive = Glass(), iter(range(100_000)), []
    drawer = Drawer(
        [hanging, other], lambda: picture(next(drawn) % 120), 200.0, lambda: alive.append(1)
    )
    agenda, done = Agenda(), threading.Event()
    agenda.start()
    assert hanging.held.wait(10)
    so_far = len(alive)
    until(lambda: len(alive) > so_far + 20, "drawing goes on")
    assert other.next() != other.next()
    agenda.at(0.0, done.set)
    assert done.wait(10), "what is due is done"
    assert hanging.shown.empty()
    hanging.free.set()
    first, second = hanging.next(), hanging.next()
    assert second != (first + 1) % 120, "what came meanwhile is skipped"
    drawer.close()
    agenda.close()
    assert SILENCE_SECONDS < TEN_SECONDS  # a display that counted as a sign of life would be missed


def test_a_display_that_hangs_holds_up_the_end_for_a_moment_alone(hanging):
    drawer = Drawer([hanging], lambda: Image.new("1", (128, 64)))
    assert hanging.held.wait(10)
    ended = threading.Thread(target=drawer.close)
    ended.start()
    ended.join(10)
    assert not ended.is_alive()
