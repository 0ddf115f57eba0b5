"""A knob of the keyboard is shown to the box: what it then does, and what it does no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.jam.steering import OFF, Steering, usual_controllers
from appliance.panel.hand import Hand, after, taught
from appliance.panel.items import ITEMS, Action
from appliance.panel.learning import LEARNABLE, NEVER_LEARNT, Learning
from appliance.panel.menu import Menu
from appliance.realtime.devices import PanelEvent

LEARN = [getattr(item, "action", None) for item in ITEMS].index(Action.LEARN)


def at(name):
    return Hand(learning=Learning(LEARNABLE.index(name)))


def test_everything_that_a_controller_can_do_can_be_learnt():
    assert set(LEARNABLE) == set(usual_controllers())
    assert all(Learning(place).words for place in range(len(LEARNABLE)))


def test_the_menu_leads_to_it_and_a_hold_back_to_the_music():
    hand, action = after(Hand(menu=Menu(LEARN)), PanelEvent.PUSH)
    assert (hand, action) == (Hand(learning=Learning()), None)
    assert after(hand, PanelEvent.HOLD) == (Hand(), None)
    assert after(hand, PanelEvent.FLIP) == (hand, Action.HAND_OVER)


def test_the_knob_goes_round():
    hand = Hand(learning=Learning())
    for _ in LEARNABLE:
        hand, _ = after(hand, PanelEvent.RIGHT)
    assert hand.learning == Learning()
    assert after(hand, PanelEvent.LEFT)[0].learning == Learning(len(LEARNABLE) - 1)


def test_a_controller_then_does_this_and_nothing_else():
    steering = taught(at("bpm"), 20).steering
    assert steering.after(Controls(), 20, 0) == Controls(bpm=40.0)
    assert steering.controllers["discipline"] == OFF
    assert steering.after(Controls(), 31, 0) == Controls()


def test_what_a_controller_moved_before_goes_back_to_its_usual_one():
    steering = Steering().learning("bpm", 74).learning("theme", 74)
    assert (steering.controllers["bpm"], steering.controllers["theme"]) == (31, 74)


def test_a_pedal_learns_the_switch():
    steering = taught(at("hand_over"), 66).steering
    assert steering.triggered(66, 0, 127) == ("hand_over",)
    assert steering.triggered(102, 0, 127) == ()


def test_a_push_takes_it_away():
    hand, _ = after(at("theme"), PanelEvent.PUSH)
    assert hand.steering.after(Controls(), 22, 127) == Controls()


@pytest.mark.parametrize("controller", [*NEVER_LEARNT, 120, 123, 127])
def test_a_sustain_pedal_is_not_learnt_by_mistake(controller):
    assert taught(at("bpm"), controller) == at("bpm")


@given(st.lists(st.tuples(st.sampled_from(LEARNABLE), st.integers(1, 119)), max_size=20))
def test_no_two_things_are_moved_by_one_learnt_controller(lessons):
    steering = Steering()
    for name, controller in lessons:
        steering = steering.learning(name, controller)
        assert [n for n, c in steering.controllers.items() if c == controller] == [name]
