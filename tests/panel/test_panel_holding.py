"""What comes of it when the knob is held on, from the panel's events to the actions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.hand import Hand, after
from appliance.panel.holding import Holding
from appliance.panel.items import Action
from appliance.panel.menu import Menu
from appliance.realtime.devices import PanelEvent

STILL = PanelEvent.STILL
TO_OFF = (PanelEvent.HOLD, STILL, STILL, STILL, PanelEvent.OFF)
TO_FORGET = (PanelEvent.FOUND_HELD, STILL, STILL, PanelEvent.FORGET)


def through(hand, events):
    """The hand after events, what was held on for after each, and the actions."""
    holdings, actions = [], []
    for event in events:
        hand, action = after(hand, event)
        holdings.append(hand.holding)
        actions += [] if action is None else [action]
    return hand, holdings, actions


def test_held_on_it_is_counted_down_and_the_box_switched_off():
    _, holdings, actions = through(Hand(), TO_OFF)
    assert holdings == [None, *(Holding(Action.SHUTDOWN, left) for left in (3, 2, 1)), None]
    assert actions == [Action.SHUTDOWN]


def test_found_held_it_is_counted_down_and_everything_forgotten():
    hand, holdings, actions = through(Hand(), TO_FORGET)
    assert holdings == [*(Holding(Action.FORGET, left) for left in (3, 2, 1)), None]
    assert actions == [Action.FORGET]
    assert hand == Hand()


@pytest.mark.parametrize("whole", [TO_OFF, TO_FORGET])
def test_letting_go_is_as_if_nothing_had_been(whole):
    for count in range(1, len(whole)):
        begun = whole[:count]
        hand, _, actions = through(Hand(), [*begun, PanelEvent.LET_GO])
        assert actions == []
        assert hand == Hand(menu=Menu() if PanelEvent.HOLD in begun else None)


@given(st.lists(st.sampled_from([PanelEvent.LEFT, PanelEvent.RIGHT, PanelEvent.PUSH])))
def test_meanwhile_nothing_else_comes_of_the_knob(events):
    held, _ = after(Hand(), PanelEvent.FOUND_HELD)
    hand, _, actions = through(held, events)
    assert (hand, actions) == (held, [])


def test_the_switch_hands_over_all_the_same():
    held, _ = after(Hand(), PanelEvent.FOUND_HELD)
    assert after(held, PanelEvent.FLIP) == (held, Action.HAND_OVER)
