"""The contacts together, with times of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.inputs import HOLD_OFF, Contact, Inputs
from appliance.realtime.devices import PanelEvent

OPEN = dict.fromkeys(Contact, False)
A, B = Contact.ENCODER_A, Contact.ENCODER_B


def feed(inputs, edges):
    return [event for edge in edges for event in inputs.feed(*edge)]


def test_the_switch_flips_either_way_and_says_nothing_at_power_on():
    inputs = Inputs(OPEN | {Contact.SWITCH: True})
    assert inputs.ask(9.0) == []
    assert inputs.deadline is None
    edges = [(Contact.SWITCH, 10.0, False), (Contact.SWITCH, 11.0, True)]
    assert feed(inputs, edges) == [PanelEvent.FLIP, PanelEvent.FLIP]


def test_a_switch_thrown_there_and_back_within_its_chatter_ends_as_it_began():
    inputs = Inputs(OPEN)
    assert inputs.feed(Contact.SWITCH, 1.0, True) == [PanelEvent.FLIP]
    assert inputs.feed(Contact.SWITCH, 1.01, False) == []
    assert inputs.deadline == pytest.approx(1.0 + HOLD_OFF[Contact.SWITCH])
    assert inputs.ask(2.0) == [PanelEvent.FLIP]


@pytest.mark.parametrize(("first", "second", "event"), [
    (A, B, PanelEvent.RIGHT), (B, A, PanelEvent.LEFT),
])  # fmt: skip
def test_the_knob_turns_either_way(first, second, event):
    edges = [(first, 1.0, True), (second, 1.001, True), (first, 1.002, False)]
    inputs = Inputs(OPEN)
    assert feed(inputs, edges) == []
    assert inputs.feed(second, 1.003, False) == [event]


def test_a_quarter_step_knob_is_debounced():
    inputs = Inputs(OPEN, transitions_per_detent=1)
    edges = [(A, 1.0, True), (A, 1.0005, False), (A, 1.001, True), (B, 1.5, True)]
    assert feed(inputs, edges) == [PanelEvent.RIGHT, PanelEvent.RIGHT]


def test_a_push_and_a_hold():
    inputs = Inputs(OPEN)
    knob = Contact.ENCODER_PUSH
    assert feed(inputs, [(knob, 1.0, True), (knob, 1.2, False)]) == [PanelEvent.PUSH]
    assert inputs.feed(knob, 3.0, True) == []
    assert inputs.deadline == 4.0
    assert inputs.ask(4.0) == [PanelEvent.HOLD]
    assert inputs.feed(knob, 4.5, False) == []


def test_a_push_that_is_over_within_its_chatter_is_still_a_push():
    inputs = Inputs(OPEN)
    knob = Contact.ENCODER_PUSH
    assert feed(inputs, [(knob, 1.0, True), (knob, 1.01, False)]) == []
    assert inputs.ask(1.5) == [PanelEvent.PUSH]


def test_a_knob_held_at_power_on_is_told_and_so_is_letting_go():
    inputs = Inputs(OPEN | {Contact.ENCODER_PUSH: True}, seconds=9.0)
    assert inputs.deadline == 9.0
    assert inputs.ask(9.0) == [PanelEvent.FOUND_HELD]
    assert inputs.ask(9.9) == []
    assert inputs.feed(Contact.ENCODER_PUSH, 9.95, False) == [PanelEvent.LET_GO]
    assert inputs.deadline is None


EDGE = st.tuples(st.sampled_from(Contact), st.floats(0, 0.5), st.booleans())


@given(st.lists(EDGE, max_size=60), st.sampled_from([4, 2, 1]))
def test_waiting_ends_whatever_came_before(edges, per_detent):
    inputs, now = Inputs(OPEN, per_detent), 0.0
    for contact, gap, closed in edges:
        now += gap
        inputs.feed(contact, now, closed)
    for _ in range(12):
        if inputs.deadline is None:
            break
        now = max(now, inputs.deadline)
        inputs.ask(now)
    assert inputs.deadline is None


@given(st.lists(EDGE, max_size=60))
def test_flips_tell_where_the_switch_stands(edges):
    inputs, now, flips, stands = Inputs(OPEN), 0.0, 0, False
    for contact, gap, closed in edges:
        now += gap
        flips += inputs.feed(contact, now, closed).count(PanelEvent.FLIP)
        stands = closed if contact is Contact.SWITCH else stands
    flips += inputs.ask(now + 1.0).count(PanelEvent.FLIP)
    assert flips % 2 == stands
