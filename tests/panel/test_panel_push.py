"""The knob's button: a push when it was short, a hold while it lasts."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.push import Push, pushed, waited
from appliance.realtime.devices import PanelEvent


def test_a_short_press_is_a_push_when_let_go():
    push, events = pushed(Push(), 1.0, True)
    assert events == ()
    assert pushed(push, 1.3, False)[1] == (PanelEvent.PUSH,)


def test_a_long_press_is_a_hold_while_down_and_nothing_more():
    push, _ = pushed(Push(), 1.0, True)
    assert push.deadline == 2.0
    assert waited(push, 1.9)[1] == ()
    push, events = waited(push, 2.0)
    assert events == (PanelEvent.HOLD,)
    assert waited(push, 3.0)[1] == ()
    assert pushed(push, 4.0, False)[1] == ()


def test_a_hold_that_nobody_waited_for_is_told_at_the_release():
    push, _ = pushed(Push(0.5), 1.0, True)
    assert pushed(push, 2.0, False)[1] == (PanelEvent.HOLD,)


def test_a_button_that_is_down_at_power_on_says_nothing_when_let_go():
    assert pushed(Push(), 1.0, False)[1] == ()


@given(st.lists(st.floats(0.01, 3.0), max_size=10), st.floats(0.1, 2.0))
def test_every_press_is_one_event(lengths, hold_seconds):
    push, now, told = Push(hold_seconds), 0.0, []
    for length in lengths:
        push, events = pushed(push, now, True)
        push, more = pushed(push, now + length, False)
        told += [*events, *more]
        now += length + 1.0
    assert len(told) == len(lengths)
    assert told.count(PanelEvent.HOLD) <= sum(length > hold_seconds - 1e-6 for length in lengths)
