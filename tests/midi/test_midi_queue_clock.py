"""A queue's time against the computer's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.queue_clock import TICK, QueueClock

OFFSET = -1000.0


def reading(clock: QueueClock, moment: float, late: float = 0.0, offset: float = OFFSET) -> None:
    clock.hear(moment, moment + offset - late, moment)


def asked(clock: QueueClock, moment: float) -> float:
    return clock.at(moment) + TICK / 2 - moment


def test_of_the_first_readings_the_one_whose_tick_was_not_late_is_taken() -> None:
    clock = QueueClock()
    for late in (0.003, 0.0, 0.01):
        reading(clock, 2000.0, late)
    clock.settle()
    assert asked(clock, 2000.0) == pytest.approx(OFFSET)


def test_late_ticks_do_not_move_it() -> None:
    clock = QueueClock()
    for number in range(50):
        reading(clock, 2000.0 + number, late=0.004 * (number % 5 != 0))
    assert asked(clock, 2000.0) == pytest.approx(OFFSET)


def test_a_queue_that_drifts_is_followed_in_small_steps() -> None:
    clock, asks = QueueClock(), []
    for number in range(100):
        reading(clock, 2000.0 + number, offset=OFFSET - 1e-4 * number)
        asks.append(asked(clock, 2000.0))
    assert asks[-1] == pytest.approx(OFFSET - 0.0099, abs=0.001)
    assert max(abs(b - a) for a, b in pairwise(asks)) <= 0.0002 + 1e-9


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("hear"), st.floats(-0.2, 0.1)),
            st.tuples(st.just("ask"), st.floats(-0.05, 0.1)),
        ),
        max_size=40,
    )
)
def test_what_is_asked_again_gets_the_same_answer_and_nothing_changes_places(deeds) -> None:
    clock, answers, now = QueueClock(), {}, 2000.0
    reading(clock, now)
    clock.settle()
    for deed, off in deeds:
        if deed == "hear":
            now += 0.5
            reading(clock, now, offset=OFFSET + off)
        else:
            answers[now + off] = clock.at(now + off)
        for moment, answer in answers.items():
            if moment > now - 1.0:
                assert clock.at(moment) == pytest.approx(answer, abs=1e-6)
    ordered = [answers[moment] for moment in sorted(answers)]
    assert ordered == sorted(ordered)


def test_a_jump_is_followed_at_once() -> None:
    clock = QueueClock()
    reading(clock, 2000.0)
    reading(clock, 2001.0, offset=OFFSET + 5)
    assert asked(clock, 2001.0) == pytest.approx(OFFSET + 5)


def test_after_a_long_rest_what_was_read_before_it_counts_no_more() -> None:
    """Nothing is read while nobody plays; the queue has fallen behind meanwhile."""
    clock = QueueClock()
    for number in range(8):
        reading(clock, 2000.0 + 0.5 * number)
    reading(clock, 5600.0, offset=OFFSET - 0.05)
    assert asked(clock, 5600.0) == pytest.approx(OFFSET - 0.05)


def test_a_reading_that_took_long_is_not_believed() -> None:
    clock = QueueClock()
    reading(clock, 2000.0)
    clock.hear(2001.0, 2001.0 + OFFSET + 0.015, 2001.03)
    assert asked(clock, 2001.0) == pytest.approx(OFFSET)


def test_what_was_due_before_the_queue_began_is_due_at_its_beginning() -> None:
    clock = QueueClock()
    reading(clock, 2000.0)
    assert clock.at(10.0) == 0.0
