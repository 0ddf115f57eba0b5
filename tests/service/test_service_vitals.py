"""A word is due when all parts have shown life since the last, and never else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.service.vitals import Vitals

PARTS = ("loop", "MIDI", "drawing")


@given(
    st.lists(st.sampled_from(PARTS) | st.floats(0, 10) | st.just("word"), max_size=60),
    st.floats(0, 10),
)
def test_no_word_without_life_of_all(events, pause):
    vitals, now, given_at, shown = Vitals(PARTS, pause), 0.0, None, set()
    for event in events:
        if event in PARTS:
            vitals.sign(event)()
            shown.add(event)
        elif event == "word":
            due = vitals.due(now)
            late_enough = given_at is None or now >= given_at + pause
            assert due == (shown == set(PARTS) and late_enough)
            if due:
                vitals.give(now)
                given_at, shown = now, set()
        else:
            now += event
        assert vitals.missing == [part for part in PARTS if part not in shown]


def test_a_part_that_was_not_named_is_an_error():
    with pytest.raises(ValueError, match="no part 'web'; there are loop, MIDI, drawing"):
        Vitals(PARTS, 1.0).sign("web")
