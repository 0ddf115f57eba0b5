"""The pins' driver on gpiozero's simulated pins; its thread is real."""

import logging
from queue import Empty, Queue

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin

from appliance.panel.controls import NOT_FOUND, GpioPanel, Pins
from appliance.realtime.devices import PanelEvent

PINS = Pins()
PATIENCE = 5.0  # seconds, only ever spent by a test that fails


class ClosedPin(MockPin):
    """A contact holds its pin at ground, whatever pulls it up."""

    closed = PINS.switch

    def _set_pull(self, value):
        super()._set_pull(value)
        if self.info.name == f"GPIO{self.closed}":
            self.drive_low()


class PinWithSwitchClosed(ClosedPin):
    """The toggle switch does."""


class PinWithKnobHeld(ClosedPin):
    """The knob's push does."""

    closed = PINS.encoder_push


@pytest.fixture
def pin_class():
    return MockPin


@pytest.fixture
def factory(pin_class):
    before = Device.pin_factory
    Device.pin_factory = factory = MockFactory(pin_class=pin_class)
    yield factory
    factory.reset()
    Device.pin_factory = before


@pytest.fixture
def no_factory(monkeypatch):
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "missing")
    before, Device.pin_factory = Device.pin_factory, None
    yield
    Device.pin_factory = before


@pytest.fixture
def events():
    return Queue()


@pytest.fixture
def start(events):
    panels = []

    def begin(**options):
        panel = GpioPanel(PINS, events.put, **options)
        panels.append(panel)
        panel.start()
        return panel

    yield begin
    for panel in panels:
        panel.close()


def turn(factory, first, second):
    a, b = factory.pin(first), factory.pin(second)
    a.drive_low(), b.drive_low(), a.drive_high(), b.drive_high()


def test_the_switch_flips_either_way(factory, start, events):
    start()
    factory.pin(PINS.switch).drive_low()
    factory.pin(PINS.switch).drive_high()
    assert events.get(timeout=PATIENCE) is PanelEvent.FLIP
    assert events.get(timeout=PATIENCE) is PanelEvent.FLIP


@pytest.mark.parametrize("pin_class", [PinWithSwitchClosed])
def test_a_switch_closed_at_power_on_triggers_nothing(factory, start, events):
    start()
    assert not factory.pin(PINS.switch).state
    factory.pin(PINS.switch).drive_high()
    assert events.get(timeout=PATIENCE) is PanelEvent.FLIP
    assert events.empty()


@pytest.mark.parametrize("pin_class", [PinWithKnobHeld])
def test_a_knob_held_at_power_on_is_told_at_once_and_letting_go_too(factory, start, events):
    start()
    assert events.get(timeout=PATIENCE) is PanelEvent.FOUND_HELD
    factory.pin(PINS.encoder_push).drive_high()
    assert events.get(timeout=PATIENCE) is PanelEvent.LET_GO


def test_the_knob_turns(factory, start, events):
    start()
    turn(factory, PINS.encoder_a, PINS.encoder_b)
    turn(factory, PINS.encoder_b, PINS.encoder_a)
    assert events.get(timeout=PATIENCE) is PanelEvent.RIGHT
    assert events.get(timeout=PATIENCE) is PanelEvent.LEFT


def test_a_press_and_its_release_within_the_chatter_is_a_push(factory, start, events):
    start()
    factory.pin(PINS.encoder_push).drive_low()
    factory.pin(PINS.encoder_push).drive_high()
    assert events.get(timeout=PATIENCE) is PanelEvent.PUSH


def test_a_hold_is_told_while_the_knob_is_down(factory, start, events):
    start(hold_seconds=0.05)
    factory.pin(PINS.encoder_push).drive_low()
    assert events.get(timeout=PATIENCE) is PanelEvent.HOLD


def test_a_hold_follows_the_given_clock(factory, start, events):
    now = [100.0]
    start(clock=lambda: now[0])
    push, switch = factory.pin(PINS.encoder_push), factory.pin(PINS.switch)
    push.drive_low()
    now[0] = 101.5
    switch.drive_low()
    assert events.get(timeout=PATIENCE) is PanelEvent.HOLD
    assert events.get(timeout=PATIENCE) is PanelEvent.FLIP


def test_the_lamp_lights(factory, start):
    panel = start()
    lamp = factory.pin(PINS.lamp)
    panel.light(True)
    assert lamp.state
    panel.light(False)
    assert not lamp.state


def test_closing_frees_the_pins_and_may_be_done_twice(factory, start, events):
    panel = start()
    panel.light(True)
    panel.close()
    panel.close()
    panel.light(True)
    assert factory.pin(PINS.lamp).function == "input"
    factory.pin(PINS.switch).drive_low()
    with pytest.raises(Empty):
        events.get_nowait()
    panel.start()
    factory.pin(PINS.switch).drive_low()
    assert events.get(timeout=PATIENCE) is PanelEvent.FLIP


def test_a_box_without_a_panel_is_legitimate(no_factory, start, caplog):
    with caplog.at_level(logging.INFO):
        panel = start()
    assert panel.problem is None
    assert "no panel" in caplog.text
    panel.light(True)


def test_a_panel_that_is_required_is_missed(no_factory, start):
    assert start(required=True).problem == NOT_FOUND
    assert len(NOT_FOUND) <= 40


def test_a_pin_that_is_taken_frees_the_others(factory, start):
    first = start(required=True)
    second = start(required=True)
    assert (first.problem, second.problem) == (None, NOT_FOUND)
    first.close()
    second.start()
    assert second.problem is None


def test_repr(factory, start):
    panel = GpioPanel(PINS, print)
    assert repr(panel) == (
        "<GpioPanel Pins(switch=17, encoder_a=22, encoder_b=23, encoder_push=27, lamp=24): "
        "not started>"
    )
    assert repr(start()).endswith("lamp=24): started>")
