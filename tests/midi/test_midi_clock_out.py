"""What others hear of the box's steps."""

import pytest

from appliance.midi.clock_out import CONTINUE, START, STOP, TICK, ClockOut


def told(clock, *places):
    return [list(clock.step(place, 16, 10.0 + n, 1.0)) for n, place in enumerate(places)]


def test_it_starts_at_once_and_ticks_six_times_a_step():
    first, second = told(ClockOut(), 0, 1)
    assert first[:2] == [(10.0, bytes([0xF2, 0, 0])), (10.0, START)]
    assert [message for _, message in first[2:] + second] == [TICK] * 12
    moments = [moment for moment, _ in first[2:] + second]
    assert moments == pytest.approx([10 + n / 6 for n in range(12)])


def test_bar_after_bar_nothing_but_ticks():
    steps = told(ClockOut(), *range(16), *range(16))
    assert all(message == TICK for step in steps[1:] for _, message in step)


def test_where_the_bar_line_moves_others_are_put_to_the_same_place():
    *_, moved = told(ClockOut(), 0, 1, 2, 7)
    assert [message for _, message in moved[:3]] == [STOP, bytes([0xF2, 7, 0]), CONTINUE]


def test_where_steps_draw_nearer_no_tick_is_overtaken():
    clock = ClockOut()
    told(clock, 0, 1)
    moved = list(clock.step(9, 16, 11.75, 0.5))
    assert all(moment >= 11 + 5 / 6 for moment, _ in moved)
    assert [message for _, message in moved[:3]] == [STOP, bytes([0xF2, 9, 0]), CONTINUE]
