"""The knob's button: a push when it was short, a hold while it lasts, and what comes of more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.push import Push, found, pushed, waited
from appliance.realtime.devices import PanelEvent


def test_a_short_press_is_a_push_when_let_go():
    push, events = pushed(Push(), 1.0, True)
    assert events == ()
    assert pushed(push, 1.3, False)[1] == (PanelEvent.PUSH,)


def told_until(push, end, step=0.1):
    """What is told of a button that stays down, with the moments, and the button then."""
    told, now = [], push.since
    while now < end:
        now += step
        push, events = waited(push, now)
        told += [(round(now, 1), event) for event in events]
    return push, told


def test_a_long_press_is_a_hold_while_down_and_nothing_more():
    push, _ = pushed(Push(), 1.0, True)
    assert push.deadline == 2.0
    assert waited(push, 1.9)[1] == ()
    push, events = waited(push, 2.0)
    assert events == (PanelEvent.HOLD,)
    assert waited(push, 2.9)[1] == ()
    assert pushed(push, 2.9, False)[1] == ()


def test_held_on_it_counts_down_and_switches_off():
    push, _ = pushed(Push(), 1.0, True)
    push, told = told_until(push, 20.0)
    still = PanelEvent.STILL
    assert [event for _, event in told] == [PanelEvent.HOLD, still, still, still, PanelEvent.OFF]
    assert told[-1][0] == pytest.approx(6.0, abs=0.6)
    assert push.deadline is None
    assert pushed(push, 30.0, False)[1] == ()


def test_found_held_it_counts_down_and_forgets():
    push, told = told_until(found(True, 1.0), 20.0)
    assert [event for _, event in told] == [
        PanelEvent.FOUND_HELD, PanelEvent.STILL, PanelEvent.STILL, PanelEvent.FORGET,
    ]  # fmt: skip
    assert told[-1][0] == pytest.approx(4.0, abs=0.5)
    assert pushed(push, 30.0, False)[1] == ()


@given(st.booleans(), st.floats(0.0, 10.0))
def test_whoever_lets_go_early_is_told_so_and_nothing_is_done(at_start, seconds):
    push = found(True, 0.0) if at_start else pushed(Push(), 0.0, True)[0]
    push, told = told_until(push, seconds)
    events = [event for _, event in told]
    done = {PanelEvent.OFF, PanelEvent.FORGET}.intersection(events)
    warned = {PanelEvent.FOUND_HELD, PanelEvent.STILL}.intersection(events)
    push, last = pushed(push, seconds + 0.05, False)
    assert (PanelEvent.LET_GO in last) == (bool(warned) and not done)
    assert not {PanelEvent.OFF, PanelEvent.FORGET}.intersection(last)
    assert push.deadline is None


def test_what_holding_on_leads_to_is_never_done_unseen():
    """However late somebody looks: each stage has its second."""
    push, _ = pushed(Push(), 0.0, True)
    push, events = waited(push, 100.0)
    assert events == (PanelEvent.HOLD,)
    assert waited(push, 100.5)[1] == ()
    assert pushed(push, 200.0, False)[1] == ()


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
