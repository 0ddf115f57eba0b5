"""More than anybody can play is left out."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.ration import MOST_A_SECOND, MOST_AT_ONCE, Ration


def taken(moments):
    ration = Ration()
    return [moment for moment in moments if ration.admits(moment)], ration.left_out


def test_what_a_cable_carries_is_all_taken():
    moments = [1000.0 + n / 1042 for n in range(20_000)]
    assert taken(moments) == (moments, 0)


def test_of_a_flood_so_much_is_taken_as_can_be_coped_with():
    kept, left_out = taken([1000.0 + n / 10_000 for n in range(50_000)])
    assert abs(len(kept) - (MOST_AT_ONCE + 5 * MOST_A_SECOND)) <= 2
    assert left_out == 50_000 - len(kept)


def test_after_a_pause_much_may_come_at_once():
    for start in (1000.0, 2000.0):
        kept, _ = taken([start] * 1000)
        assert len(kept) == MOST_AT_ONCE


@given(st.lists(st.floats(0.0, 0.01), max_size=300))
def test_in_no_span_is_more_taken_than_there_is_room_for(pauses):
    moments = [1000.0]
    for pause in pauses:
        moments.append(moments[-1] + pause)
    kept, _ = taken([*[1000.0] * 500, *moments])
    for place in range(0, len(kept), 7):
        later = [moment for moment in kept if moment >= kept[place]]
        assert len(later) <= MOST_AT_ONCE + MOST_A_SECOND * (later[-1] - later[0]) + 1


def test_a_clock_that_stands_still_or_goes_back_gains_nothing():
    ration = Ration()
    assert sum(ration.admits(1000.0 - n) for n in range(1000)) == MOST_AT_ONCE
