"""MIDI controllers and what they move: the whole range, nothing beyond it, nothing else."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.steering import (
    LAST_CONTROLLER,
    LEVERS,
    MOVERS,
    OFF,
    SELECTORS,
    Steering,
    usual_controllers,
)
from appliance.music.genres import GENRES

LEVER = st.sampled_from(LEVERS)
DATA = st.integers(0, 127)
CONTROLS = st.builds(
    Controls,
    mode=st.sampled_from(Mode),
    genre=st.sampled_from(GENRES),
    theme=st.floats(0, 1),
    temperature=st.floats(0.1, 2),
    discipline=st.floats(0, 1),
)
NUMBERS = st.fixed_dictionaries(
    {name: st.integers(OFF, LAST_CONTROLLER) for name in usual_controllers()}
)


def changed(before, after):
    """Names of the fields that differ."""
    names = [field.name for field in fields(Controls)]
    return {name for name in names if getattr(before, name) != getattr(after, name)}


@given(LEVER, DATA, DATA)
def test_the_higher_the_position_the_higher_the_value(lever, one, other):
    low, high = sorted([one, other])
    assert lever.low <= lever.value(low) <= lever.value(high) <= lever.high
    assert (low == high) == (lever.value(low) == lever.value(high))


@given(LEVER)
def test_bottom_middle_and_top_are_exact(lever):
    middle = (lever.low + lever.high) / 2
    assert [lever.value(at) for at in (0, 64, 127)] == [lever.low, middle, lever.high]


@given(CONTROLS, NUMBERS, DATA, DATA)
def test_a_controller_moves_the_fields_it_is_set_to_and_no_other(controls, numbers, number, at):
    steered = Steering(numbers).after(controls, number, at)
    meant = {field for field, own in numbers.items() if own == number != OFF}
    assert changed(controls, steered) <= meant
    for mover in MOVERS:
        if mover.field in meant:
            assert getattr(steered, mover.field) == mover.value(at)


@given(CONTROLS, DATA)
def test_bank_select_moves_nothing_though_off_is_written_as_its_number(controls, at):
    off = Steering(dict.fromkeys(usual_controllers(), OFF))
    assert off.after(controls, OFF, at) is controls


@given(CONTROLS, st.lists(st.tuples(DATA, DATA)))
def test_whatever_is_sent_the_controls_stay_in_their_ranges(controls, moves):
    for number, at in moves:
        controls = Steering().after(controls, number, at)
    assert 0 <= controls.theme <= 1
    assert 0.1 <= controls.temperature <= 2
    assert 0 <= controls.discipline <= 1
    assert 0 <= controls.morph <= 1


def test_the_usual_controllers_are_among_those_that_midi_leaves_undefined():
    numbers = list(usual_controllers().values())
    assert len(set(numbers)) == len(numbers)
    assert all(20 <= number <= 31 or 102 <= number <= 119 for number in numbers)


@pytest.mark.parametrize("selector", SELECTORS, ids=lambda each: each.field)
def test_a_selector_goes_through_its_values_evenly(selector):
    found = [selector.value(at) for at in range(128)]
    assert list(dict.fromkeys(found)) == list(selector.values)
    counts = [found.count(value) for value in selector.values]
    assert max(counts) - min(counts) <= 1
    assert type(getattr(Controls(), selector.field)) is type(selector.values[0])


def test_a_pedal_sets_off_once_on_its_way_down():
    steering = Steering()
    pressed = [steering.triggered(102, *way) for way in ((0, 127), (127, 127), (127, 0), (0, 63))]
    assert pressed == [("hand_over",), (), (), ()]
    assert steering.triggered(103, 0, 64) == ("panic",)
    assert steering.triggered(20, 0, 127) == ()


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.field)
def test_a_lever_is_a_field_of_the_controls(lever):
    assert type(getattr(Controls(), lever.field)) is type(lever.value(1)) is float
