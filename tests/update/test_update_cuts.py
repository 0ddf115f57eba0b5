"""The power is cut between any two writes of the state: what starts next is a whole system."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.update.loader import GOOD, State, choose, read_state, told_by
from tests.update.station import MEBIBYTE, make_bundle, state_sector

MOST_WRITES = 6


@pytest.fixture(scope="module")
def small(tmp_path_factory, key):
    """A small update."""
    return make_bundle(tmp_path_factory.mktemp("small"), key, "0.2.0", os.urandom(MEBIBYTE))


def _first_starts(sector, times=5):
    """The systems that the boot loader starts if none gets any further than that."""
    state, slots = read_state(sector), []
    for _ in range(times):
        slot, state = choose(state)
        slots.append(slot)
    return slots


@pytest.mark.parametrize("writes", range(MOST_WRITES))
def test_while_an_update_is_applied(station, small, writes):
    station.let_write(writes)
    station.do("apply", small.parent)
    written = len((station.folder / "asked").read_text().splitlines())
    starts = _first_starts(station.sector())
    whole = station.systems["B"].read_bytes()[:1] != b"B"
    assert "A" in starts
    assert whole or {*starts} == {"A"}
    if writes < 4:
        assert {*starts} == {"A"}
    else:
        assert written == 5 and starts[0] == "B" and starts[3:] == ["A", "A"]


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("writes", range(3))
def test_while_a_trial_ends(station, small, writes, ready):
    station.do("apply", small.parent)
    _, state = choose(read_state(station.sector()))
    station.set_state(" ".join(state.order), *state.left, state.tried)
    station.boot("B")
    (station.root / "usr/lib/antiphon/update/version").write_text("0.2.0\n")
    station.box_is_ready(ready)
    station.let_write(writes)
    station.do("try")
    starts = _first_starts(station.sector())
    assert {*starts} <= {"A", "B"}
    if ready:
        assert starts[0] == "B"
    else:
        assert "A" in starts[:3]


orders = st.sampled_from([(), ("A",), ("B",), ("A", "B"), ("B", "A")])
lefts = st.tuples(*[st.sampled_from([0, 1, 2, 3, GOOD])] * 2)


@settings(max_examples=200)
@given(orders, lefts)
def test_from_any_state_a_system_starts_and_a_ready_one_is_found(order, left):
    """Unless one that was ready once has ceased to be: that is trusted, and not counted."""
    state = State(order, left)
    for ready in "AB":
        other = "B" if ready == "A" else "A"
        if state.of(other) == GOOD and other in order:
            continue
        now, slots = state, []
        for _ in range(12):
            slot, now = choose(now)
            slots.append(slot)
            if slot == ready:
                break
        assert ready in slots


@settings(max_examples=100)
@given(orders, lefts, st.integers(0, 511), st.integers(0, 7))
def test_a_sector_with_a_wrong_bit_is_no_state(order, left, place, bit):
    sector = bytearray(state_sector(told_by(State(order, left))))
    assert read_state(bytes(sector)) == State(order, left)
    sector[place] ^= 1 << bit
    assert read_state(bytes(sector)) == State()
