"""The display driver against luma's own devices, on a wire that records."""

import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from appliance.panel.oled import NOT_ANSWERING, RETRY_SECONDS, Oled
from appliance.panel.oled_pages import changed_pages, picture_pages
from appliance.panel.screens import off_screen, splash_screen
from tests.panel.panel_glass import Wire, glass_after, picture

DRIVERS = pytest.mark.parametrize("driver", ["ssd1306", "sh1106"])
BITS = st.binary(min_size=1024, max_size=1024)


def of_bits(bits):
    return Image.frombytes("1", (128, 64), bits)


class Bench:
    """A display on a wire that can be cut, and a clock that is set by hand."""

    def __init__(self, driver="ssd1306", rotate=0):
        self.driver = driver
        self.wires, self.broken, self.now = [], False, 0.0
        self.oled = Oled(driver, rotate=rotate, connect=self.connect, clock=lambda: self.now)

    def connect(self, port, address):
        self.wires.append(Wire())
        self.wire.broken = self.broken
        return self.wire

    @property
    def wire(self):
        return self.wires[-1]

    @property
    def seen(self):
        return glass_after(self.driver, self.wire.sent).seen()

    def cut(self, broken=True):
        self.broken = self.wire.broken = broken


@given(BITS)
@settings(max_examples=20, deadline=None)
def test_pages_are_the_picture(bits):
    pages = picture_pages(of_bits(bits))
    assert [len(page) for page in pages] == [128] * 8
    memory = np.array([list(page) for page in pages], np.uint8)
    assert picture(memory).tobytes() == bits


@given(BITS, st.sets(st.integers(0, 63)))
def test_changed_pages_are_those_of_the_changed_rows(bits, rows):
    before = of_bits(bits)
    after = before.copy()
    for y in rows:
        after.putpixel((y, y), 0 if after.getpixel((y, y)) else 1)
    changed = changed_pages(picture_pages(after), picture_pages(before))
    assert changed == tuple(sorted({y // 8 for y in rows}))


def test_everything_has_changed_when_nothing_was_sent():
    assert changed_pages(picture_pages(Image.new("1", (128, 64))), None) == tuple(range(8))


def test_a_picture_of_another_size_is_refused():
    with pytest.raises(ValueError, match="reshape"):
        picture_pages(Image.new("1", (64, 64)))


@DRIVERS
@given(pictures=st.lists(BITS, min_size=1, max_size=3))
@settings(max_examples=8, deadline=None)
def test_the_glass_shows_the_last_picture(driver, pictures):
    bench = Bench(driver)
    bench.oled.start()
    for bits in pictures:
        bench.oled.show(of_bits(bits))
    assert bench.seen.tobytes() == pictures[-1]


@DRIVERS
def test_a_display_built_in_upside_down_shows_the_picture_turned(driver):
    bench = Bench(driver, rotate=2)
    bench.oled.start()
    shown = splash_screen("Starting")
    bench.oled.show(shown)
    assert bench.seen.tobytes() == shown.transpose(Image.Transpose.ROTATE_180).tobytes()


@DRIVERS
def test_an_unchanged_picture_sends_nothing(driver):
    bench = Bench(driver)
    bench.oled.start()
    bench.oled.show(splash_screen("Starting"))
    sent = len(bench.wire.sent)
    bench.oled.show(splash_screen("Starting"))
    assert len(bench.wire.sent) == sent


@DRIVERS
def test_a_small_change_sends_one_page(driver):
    bench = Bench(driver)
    bench.oled.start()
    shown = splash_screen("Starting")
    bench.oled.show(shown)
    before = bench.wire.data_bytes
    ImageDraw.Draw(shown).point((5, 63), fill=1)
    bench.oled.show(shown)
    assert bench.wire.data_bytes == before + 128
    assert bench.seen.tobytes() == shown.tobytes()


@DRIVERS
def test_a_display_that_is_not_there_is_a_problem_and_is_tried_again(driver):
    bench = Bench(driver)
    bench.broken = True
    bench.oled.start()
    assert bench.oled.problem == NOT_ANSWERING
    assert len(NOT_ANSWERING) <= 40
    bench.now = RETRY_SECONDS - 0.1
    bench.oled.show(splash_screen(""))
    assert len(bench.wires) == 1
    bench.now = RETRY_SECONDS
    bench.oled.show(splash_screen(""))
    assert [wire.closed for wire in bench.wires] == [1, 1]
    bench.broken, bench.now = False, 2 * RETRY_SECONDS
    bench.oled.show(splash_screen(""))
    assert bench.oled.problem is None
    assert bench.seen.tobytes() == splash_screen("").tobytes()


@DRIVERS
def test_a_display_that_comes_back_gets_the_whole_picture(driver, caplog):
    bench = Bench(driver)
    bench.oled.start()
    bench.oled.show(splash_screen("One"))
    bench.cut()
    for text in ("Two", "Three", "Four"):
        bench.oled.show(splash_screen(text))
    assert bench.oled.problem == NOT_ANSWERING
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    bench.cut(False)
    bench.now = RETRY_SECONDS
    bench.oled.show(splash_screen("Four"))
    assert len(bench.wires) == 2
    assert bench.oled.problem is None
    assert bench.seen.tobytes() == splash_screen("Four").tobytes()


def test_without_a_bus_nothing_is_raised():
    oled = Oled(i2c_port=213)
    oled.start()
    oled.show(splash_screen("Starting"))
    assert oled.problem == NOT_ANSWERING
    oled.close()


def test_nothing_is_tried_before_the_start_or_after_the_end():
    bench = Bench()
    bench.oled.show(splash_screen(""))
    assert bench.wires == []
    bench.oled.start()
    bench.oled.close()
    bench.oled.close()
    bench.now = 1e9
    bench.oled.show(splash_screen(""))
    assert len(bench.wires) == 1


@DRIVERS
def test_closing_frees_the_bus_and_leaves_the_last_picture_lit(driver):
    bench = Bench(driver)
    bench.oled.start()
    switched_off = bench.wire.sent.count(("command", (0xAE,)))
    bench.oled.show(off_screen())
    bench.oled.close()
    assert bench.seen.tobytes() == off_screen().tobytes()
    assert bench.wire.sent.count(("command", (0xAE,))) == switched_off
    assert bench.wire.closed == 1


def test_what_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="known: ssd1306, sh1106"):
        Oled("ssd9999")
    with pytest.raises(ValueError, match="0 or 2"):
        Oled(rotate=1)


def test_repr():
    bench = Bench()
    assert repr(bench.oled) == "<Oled ssd1306 at I2C 1/0x3c: does not answer>"
    bench.oled.start()
    assert repr(bench.oled) == "<Oled ssd1306 at I2C 1/0x3c: answers>"
