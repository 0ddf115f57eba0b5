"""A bouncing line: nothing is late, nothing chatters, the last word is true."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.panel.debounce import Change, fed, line_at, settled

HOLD_OFF = 0.01
GAPS = st.floats(0, 0.03)
EDGES = st.lists(st.tuples(GAPS, st.booleans()), max_size=40)


def run(edges, start=False):
    """Feeds edges and lets the line settle; returns the line, the reports and the last time."""
    line, reports, now = line_at(start, HOLD_OFF), [], 0.0
    for gap, level in edges:
        now += gap
        line, changes = fed(line, now, level)
        reports += changes
    line, changes = settled(line, now + HOLD_OFF)
    return line, reports + list(changes), now


def test_the_first_edge_is_reported_when_it_comes():
    _, changes = fed(line_at(False, HOLD_OFF), 5.0, True)
    assert changes == (Change(5.0, True),)


def test_chatter_after_the_first_edge_is_not_reported():
    edges = [(1.0, True), (0.001, False), (0.001, True), (0.001, False), (0.001, True)]
    assert run(edges)[1] == [Change(1.0, True)]


def test_a_last_edge_within_the_hold_off_is_reported_at_its_end():
    line, _ = fed(line_at(False, HOLD_OFF), 1.0, True)
    line, changes = fed(line, 1.004, False)
    assert changes == ()
    assert line.deadline == 1.0 + HOLD_OFF
    assert settled(line, 1.009)[1] == ()
    line, changes = settled(line, 1.02)
    assert changes == (Change(1.0 + HOLD_OFF, False),)
    assert line.deadline is None


def test_a_change_that_settled_unnoticed_comes_with_the_next_edge():
    line, _ = fed(line_at(False, HOLD_OFF), 1.0, True)
    line, _ = fed(line, 1.004, False)
    assert fed(line, 2.0, True)[1] == (Change(1.0 + HOLD_OFF, False), Change(2.0, True))


def test_the_level_at_the_start_is_no_change():
    assert settled(line_at(True, HOLD_OFF), 9.0)[1] == ()
    assert fed(line_at(True, HOLD_OFF), 9.0, True)[1] == ()


@given(EDGES, st.booleans())
def test_the_last_report_is_where_the_line_came_to_rest(edges, start):
    line, reports, _ = run(edges, start)
    rest = edges[-1][1] if edges else start
    assert line.level == rest
    assert (reports[-1].level if reports else start) == rest


@given(EDGES, st.booleans())
def test_reports_alternate_and_are_a_hold_off_apart(edges, start):
    _, reports, _ = run(edges, start)
    levels = [start, *(change.level for change in reports)]
    assert all(one != other for one, other in pairwise(levels))
    times = [change.seconds for change in reports]
    gaps = [late - soon for soon, late in pairwise(times)]
    assert all(gap >= HOLD_OFF - 1e-9 for gap in gaps)


@given(st.lists(st.integers(0, 6), max_size=20))
def test_every_press_is_one_report_however_it_bounces(bounces):
    edges, level = [], False
    for times in bounces:
        level = not level
        chatter = [(0.0005, flip) for _ in range(times) for flip in (not level, level)]
        edges += [(1.0, level), *chatter]
    assert len(run(edges)[1]) == len(bounces)


@given(EDGES)
def test_without_a_hold_off_every_change_is_reported_at_once(edges):
    line, now = line_at(False, 0.0), 0.0
    for gap, level in edges:
        now += gap
        before = line.level
        line, changes = fed(line, now, level)
        assert changes == (() if level == before else (Change(now, level),))
