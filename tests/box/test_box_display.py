"""The display from the box's first moment on, and who may speak to it meanwhile."""

import time

import pytest

from appliance import doctor, fittings
from appliance.app import Box
from appliance.panel import bus, oled
from appliance.panel.holding import Holding
from appliance.panel.items import Action
from appliance.panel.screens import holding_screen, splash_screen
from appliance.realtime.devices import PanelEvent
from tests.box.doubles import config_with
from tests.panel.panel_glass import Wire, glass_after

DARK = ("command", (0xAE,))


@pytest.fixture
def wire(monkeypatch, tmp_path):
    """A display at bus 1."""
    wire = Wire()
    monkeypatch.setattr(bus, "DEVICE", str(tmp_path / "i2c-{}"))
    monkeypatch.setattr(oled, "_open_i2c", lambda port, address: wire)
    (tmp_path / "i2c-1").touch()
    return wire


@pytest.fixture
def box(wire):
    box = Box(config_with(panel__buttons="off", models__size="small"))
    yield box
    for driver in box._drivers:
        driver.close()


def test_its_name_is_there_as_soon_as_the_box_is_made_and_nothing_goes_dark(box, wire):
    seen = glass_after("ssd1306", wire.sent).seen()
    assert seen.tobytes() == splash_screen("Starting").tobytes()
    assert DARK not in wire.sent


def test_the_box_has_the_bus_for_itself(box, capsys):
    assert bus.in_use(1)
    finding = doctor._display(config_with())
    assert (finding.found, finding.mend) == ("in use: the box runs", "")


def test_the_doctor_looks_at_a_display_that_nobody_uses(wire):
    assert doctor._display(config_with()).found == "answers"
    assert not bus.in_use(1)


@pytest.mark.parametrize(("uptime", "on_a_pi"), [(5.0, True), (500.0, True), (5.0, False)])
def test_a_bus_that_comes_a_moment_later_is_waited_for_while_a_pi_starts(
    uptime, on_a_pi, wire, monkeypatch, tmp_path
):
    (tmp_path / "i2c-1").unlink()
    begun = time.monotonic()
    monkeypatch.setattr(fittings, "on_a_pi", lambda: on_a_pi)
    monkeypatch.setattr("time.monotonic", lambda clock=time.monotonic: uptime + clock() - begun)
    monkeypatch.setattr("time.sleep", lambda seconds: (tmp_path / "i2c-1").touch())
    found = fittings.oled_of(config_with())
    assert (found is not None) == (uptime < fittings.STARTING_SECONDS and on_a_pi)
    if found is not None:
        found.close()


def test_without_a_display_the_box_is_made_all_the_same(wire):
    wire.broken = True
    box = Box(config_with(panel__display="ssd1306", panel__buttons="off", models__size="small"))
    assert oled.NOT_ANSWERING in [driver.problem for driver in box._drivers]


def test_while_the_knob_is_held_on_the_display_says_what_comes_of_it(box):
    stills = [PanelEvent.HOLD, PanelEvent.STILL, PanelEvent.STILL]
    for event in stills:
        box.desk.report(event)
    expected = holding_screen(Holding(Action.SHUTDOWN, 2))
    assert box.face.picture().tobytes() == expected.tobytes()
    box.desk.report(PanelEvent.LET_GO)
    assert box.face.picture().tobytes() != expected.tobytes()
    assert not box.shut_down
    for event in [*stills, PanelEvent.STILL, PanelEvent.OFF]:
        box.desk.report(event)
    assert box.shut_down


@pytest.mark.parametrize("stick", ["on", "off"])
def test_the_log_is_copied_where_there_may_be_sticks_and_else_that_is_said(wire, stick):
    settings = {"panel__display": "none", "panel__buttons": "off", "models__size": "small"}
    box = Box(config_with(recordings__stick=stick, **settings))
    box._copy_log()
    on = {"on": "Plug in a stick for the log", "off": "No log: sticks are off in the settings"}
    news = [each.news for each in box.face._messengers if each.news]
    assert news == [on[stick]]
