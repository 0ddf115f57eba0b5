"""The early splash: on the glass as the box would draw it, whatever the settings say, and light."""

import fcntl
import os
import subprocess
import sys
from binascii import b2a_base64
from importlib import import_module
from pathlib import Path
from zlib import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from appliance.config import parse_config, toml
from appliance.panel import bus
from appliance.panel.oled import Oled
from appliance.panel.oled_commands import LIGHT, SET_UP
from appliance.panel.oled_pages import picture_pages
from appliance.panel.screens import splash_screen
from appliance.splash import __main__ as splash
from appliance.splash.display import Display, display_of
from appliance.splash.picture import pages, turned
from tests.panel.panel_glass import GLASSES, Wire, glass_after

SPLASH = splash_screen("Starting")
DRIVERS = pytest.mark.parametrize("driver", ["ssd1306", "sh1106"])
DARK = (0xAE,)


def test_the_picture_is_the_one_that_the_box_draws():
    drawn = picture_pages(SPLASH)
    packed = b2a_base64(compress(b"".join(drawn), 9), newline=False).decode()
    assert tuple(pages()) == drawn, f"PACKED in appliance/splash/picture.py is to be\n{packed}"
    assert tuple(turned(pages())) == picture_pages(SPLASH.transpose(Image.Transpose.ROTATE_180))


@DRIVERS
@pytest.mark.parametrize("upside_down", [False, True])
def test_it_is_on_the_glass_and_lit_when_all_of_it_is_there(driver, upside_down):
    wire = Wire()
    splash.paint(wire, Display(driver, upside_down=upside_down))
    shown = SPLASH.transpose(Image.Transpose.ROTATE_180) if upside_down else SPLASH
    assert glass_after(driver, wire.sent).seen().tobytes() == shown.tobytes()
    assert wire.sent[-1] == ("command", (LIGHT,))
    assert wire.sent.count(("command", (LIGHT,))) == 1


@DRIVERS
def test_the_box_takes_it_over_without_a_flicker(driver):
    """Until the box's own first picture, the glass shows the splash, and stays lit."""
    wire = Wire()
    splash.paint(wire, Display(driver))
    glass, before = glass_after(driver, wire.sent), len(wire.sent)
    oled = Oled(driver, connect=lambda port, address: wire)
    oled.start()
    oled.show(SPLASH)
    for kind, what in wire.sent[before:]:
        assert (kind, what) != ("command", DARK)
        getattr(glass, kind)(what)
        assert glass.seen().tobytes() == SPLASH.tobytes()
    oled.close()
    assert ("command", DARK) not in wire.sent


@DRIVERS
def test_displays_are_set_up_as_luma_does(driver):
    """But for its switching the display off, and for a place in the memory, chosen page by page."""
    wire = Wire()
    getattr(import_module("luma.oled.device"), driver)(wire).persist = True
    theirs = list(wire.sent[0][1]) + list(wire.sent[1][1])
    ours, places = list(SET_UP[driver]), {"sh1106": [0x20, 0x10, 0xB0, 0x00, 0x10]}
    assert sorted([0xAE, *places.get(driver, []), *ours]) == sorted(theirs)
    assert set(ours) <= set(range(256)) and len(ours) <= 32
    assert driver in GLASSES


VALUES = st.one_of(
    st.sampled_from(["auto", "ssd1306", "sh1106", "none", "", "SSD1306", True, False]),
    st.integers(-2, 100),
    st.sampled_from([0.0, 1.0, 60.0, 60, 61, [], ["auto"]]),
)
KEYS = {
    "display": "driver",
    "display_bus": "bus",
    "display_address": "address",
    "display_upside_down": "upside_down",
}


@given(st.dictionaries(st.sampled_from([*KEYS, "lamp_pin", "odd"]), VALUES))
def test_the_settings_are_understood_as_the_box_does(tmp_path_factory, panel):
    text = "[panel]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in panel.items())
    assert_same(tmp_path_factory.mktemp("settings") / "antiphon.toml", text)


@pytest.mark.parametrize(
    "text", ["", "panel = 3", "[panel", "\ufeff[panel]\ndisplay = 'sh1106'", "[jam]\nbars = 2"]
)
def test_so_is_a_file_that_is_wrong_altogether(tmp_path, text):
    assert_same(tmp_path / "antiphon.toml", text)


def assert_same(path, text):
    path.write_text(text, encoding="utf-8")
    config, display = parse_config(text.removeprefix("\ufeff")), display_of(str(path))
    for key, field in KEYS.items():
        assert getattr(display, field) == config[f"panel.{key}"], key


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_as_none(tmp_path, content):
    path = tmp_path / "antiphon.toml"
    if content is not None:
        path.write_bytes(content)
    assert display_of(str(path)) == Display()


class Hour:
    """A clock that is moved by sleeping."""

    now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def hour(monkeypatch, tmp_path):
    hour = Hour()
    monkeypatch.setattr(splash, "STARTED", str(tmp_path / "run"))
    monkeypatch.setattr(splash, "time", hour)
    return hour


def test_a_bus_that_comes_late_is_waited_for(hour):
    def show(display):
        if hour.now < 5.0:
            raise FileNotFoundError("no bus yet")
        shown.append(display)

    shown = []
    assert splash.wait_and_show(Display(), show) == 0
    assert shown == [Display()] and hour.now < 6.0


def test_without_a_display_it_ends_in_peace(hour, capsys):
    def show(display):
        raise OSError(121, "Remote I/O error")

    assert splash.wait_and_show(Display(), show) == 0
    assert splash.PATIENCE <= hour.now < splash.PATIENCE + 1.0
    assert capsys.readouterr().err == "no splash: [Errno 121] Remote I/O error\n"


def test_when_the_box_has_been_started_it_waits_no_more(hour, tmp_path):
    def show(display):
        tried.append(hour.now)
        if len(tried) == 3:
            (tmp_path / "run").mkdir()
        raise OSError(121, "Remote I/O error")

    tried = []
    assert splash.wait_and_show(Display(), show) == 0
    assert len(tried) == 3


def test_where_the_box_has_the_display_nothing_is_sent(hour, tmp_path, monkeypatch):
    monkeypatch.setattr(bus, "DEVICE", str(tmp_path / "i2c-{}"))
    monkeypatch.setattr(splash, "Wire", None)  # is not even opened
    (tmp_path / "i2c-1").touch()
    held = bus.claim(1)
    assert bus.in_use(1)
    assert splash.wait_and_show(Display(), splash.show) == 0
    assert hour.now == 0.0
    os.close(held)
    assert not bus.in_use(1)


def test_a_bus_is_let_go_whatever_happens(tmp_path, monkeypatch):
    class Broken(Wire):
        def __init__(self, bus, address):
            super().__init__()
            wires.append(self)
            self.broken = True

    wires = []
    monkeypatch.setattr(bus, "DEVICE", str(tmp_path / "i2c-{}"))
    monkeypatch.setattr(splash, "Wire", Broken)
    (tmp_path / "i2c-1").touch()
    with pytest.raises(OSError, match="Remote"):
        splash.show(Display())
    assert wires[0].closed == 1
    assert not bus.in_use(1)


def test_the_box_waits_for_the_splash_but_not_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(bus, "DEVICE", str(tmp_path / "i2c-{}"))
    (tmp_path / "i2c-1").touch()
    with open(tmp_path / "i2c-1") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            bus.claim(1, patience=0.05)
    os.close(bus.claim(1, patience=0.05))
    with pytest.raises(FileNotFoundError):
        bus.claim(2)
    assert not bus.in_use(2)


def test_the_box_has_its_bus_for_itself_while_the_display_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(bus, "DEVICE", str(tmp_path / "i2c-{}"))
    (tmp_path / "i2c-1").touch()
    wire = Wire()
    oled = Oled(connect=lambda port, address: wire)
    oled.start()
    assert bus.in_use(1)
    wire.broken = True
    oled.show(SPLASH)
    assert not bus.in_use(1)
    wire.broken = False
    oled.start()
    assert bus.in_use(1)
    oled.close()
    assert not bus.in_use(1)


def test_a_display_that_is_switched_off_is_left_alone(tmp_path):
    settings = tmp_path / "antiphon.toml"
    settings.write_text("[panel]\ndisplay = 'none'\n")
    assert splash.main([str(settings)]) == 0


def test_it_loads_next_to_nothing():
    """What takes long to load on a small machine: numbers, pictures, networks, pins."""
    loaded = "import appliance.splash.__main__, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    modules = {name.partition(".")[0] for name in done.stdout.split()}
    assert not modules & {"numpy", "PIL", "luma", "tflite_runtime", "gpiozero", "dataclasses"}
