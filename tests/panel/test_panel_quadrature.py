"""The knob's decoder: as many detents as were turned, whatever the contacts do in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.quadrature import PLACES, encoder_at, turned

LINES = {place: lines for lines, place in PLACES.items()}
PER_DETENT = st.sampled_from([4, 2])


def seen(places, per_detent, start=0):
    """The detents that come of a path of places."""
    encoder, detents = encoder_at(*LINES[start], per_detent), []
    for place in places:
        encoder, detent = turned(encoder, *LINES[place % 4])
        detents += [detent] if detent else []
    return detents


def path(turns, per_detent):
    """The places that the lines go through when the knob is turned; 1 right, -1 left."""
    place, places = 0, []
    for turn in turns:
        for _ in range(per_detent):
            place += turn
            places.append(place)
    return places


@pytest.mark.parametrize("per_detent", [4, 2, 1])
def test_detents_each_way(per_detent):
    turns = [1] * 5 + [-1] * 7 + [1]
    assert seen(path(turns, per_detent), per_detent) == turns


def test_contact_a_first_is_to_the_right():
    encoder, detents = encoder_at(False, False), []
    for lines in [(True, False), (True, True), (False, True), (False, False)]:
        encoder, detent = turned(encoder, *lines)
        detents.append(detent)
    assert detents == [0, 0, 0, 1]


@given(st.lists(st.sampled_from([1, -1]), max_size=20), PER_DETENT, st.data())
def test_bounce_adds_and_takes_nothing(turns, per_detent, data):
    bouncing, place = [], 0
    for target in path(turns, per_detent):
        times = data.draw(st.integers(0, 3))
        bouncing += [target, place] * times + [target]
        place = target
    assert seen(bouncing, per_detent) == turns


@given(st.integers(1, 20), st.sampled_from([1, -1]), PER_DETENT, st.data())
def test_a_missed_edge_loses_a_detent_but_never_makes_one(count, turn, per_detent, data):
    places = path([turn] * count, per_detent)
    missed = data.draw(st.sets(st.integers(0, len(places) - 1)))
    lone = {place for place in missed if place - 1 not in missed}
    kept = [place for index, place in enumerate(places) if index not in lone]
    detents = seen(kept, per_detent)
    assert set(detents) <= {turn}
    assert len(detents) <= count
    assert len(detents) >= count - 2 * len(lone)


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(0, 3), st.sampled_from([4, 2, 1]))
def test_any_noise_reports_only_contiguous_turns(places, start, per_detent):
    smooth = 0
    for before, now in zip([start, *places], places, strict=False):
        smooth += (now - before) % 4 in (1, 3)
    assert len(seen(places, per_detent, start)) <= smooth // per_detent


@pytest.mark.parametrize("places", [[1, 3, 0], [3, 1, 0], [1, 3, 2], [2, 0], [1, 0, 2, 0]])
@pytest.mark.parametrize("per_detent", [4, 2])
def test_a_miss_since_the_last_rest_reports_nothing(places, per_detent):
    assert seen(places, per_detent) == []


def test_a_knob_found_between_two_detents_counts_from_the_next():
    assert seen([3, 4], 4, start=2) == []
    assert seen([3, 4, 5, 6, 7, 8], 4, start=2) == [1]


def test_lines_that_do_not_change_are_no_turn():
    assert seen([0, 0, 0], 1) == []


def test_other_encoders_are_refused():
    with pytest.raises(ValueError, match="must be 4, 2 or 1"):
        encoder_at(False, False, 3)
