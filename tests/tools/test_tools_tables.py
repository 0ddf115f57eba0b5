import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.eval.tables import GENRES_ALIKE, Tally

NAN = float("nan")
values = st.lists(st.tuples(st.integers(-100, 100), st.integers(1, 9)), min_size=1, max_size=20)


def tally(*added):
    """From (genre, value, weight) of one metric of one system."""
    out = Tally()
    for genre, value, weight in added:
        out.add(genre, "box", {"metric": value}, weight)
    return out


def figure(table, genre="folk"):
    return table.figures()[genre]["box"]["metric"]


def test_a_mean_is_weighted():
    """(1 · 3 + 5 · 1) / 4 = 2"""
    found = figure(tally((0, 1.0, 3.0), (0, 5.0, 1.0)))
    assert found["mean"] == 2.0
    assert found["count"] == 2


def test_weights_count_in_the_interval_too():
    """Draws of both values have mean 2; draws of one of them alone 1 or 5."""
    found = figure(tally((0, 1.0, 3.0), (0, 5.0, 1.0)))
    assert (found["low"], found["high"]) == (1.0, 5.0)


def test_values_that_agree_leave_no_doubt():
    assert figure(tally(*[(0, 2.5, 1.0)] * 5)) == {
        "mean": 2.5, "low": 2.5, "high": 2.5, "count": 5
    }  # fmt: skip


def test_the_interval_is_about_two_standard_errors_each_way():
    """100 values of deviation 1: standard error 0.1, so 95 % lie within 0.196."""
    found = figure(tally(*[(0, value, 1.0) for value in (-1.0, 1.0)] * 50))
    assert found["mean"] == 0.0
    assert found["low"] == pytest.approx(-0.196, abs=0.04)
    assert found["high"] == pytest.approx(0.196, abs=0.04)


@given(values)
def test_the_interval_lies_within_the_values(pairs):
    found = figure(tally(*[(0, float(value), float(weight)) for value, weight in pairs]))
    numbers, weights = zip(*pairs, strict=True)
    assert found["mean"] == pytest.approx(np.average(numbers, weights=weights), abs=1e-9)
    assert min(numbers) - 1e-9 <= found["low"] <= found["high"] <= max(numbers) + 1e-9


@given(st.lists(st.integers(-100, 100), min_size=20, max_size=40))
def test_the_interval_of_many_values_contains_their_mean(numbers):
    found = figure(tally(*[(0, float(value), 1.0) for value in numbers]))
    assert found["low"] - 1e-9 <= found["mean"] <= found["high"] + 1e-9


@pytest.mark.parametrize(("value", "weight"), [(NAN, 1.0), (math.inf, 1.0), (7.0, 0.0)])
def test_what_is_undefined_or_weighs_nothing_is_left_out(value, weight):
    found = figure(tally((0, value, weight), (0, 3.0, 1.0)))
    assert (found["mean"], found["count"]) == (3.0, 1)
    assert tally((0, value, weight)).figures() == {}


def test_the_mean_over_genres_counts_them_alike():
    """Nine values of 0 in one genre and one of 1 in another."""
    found = figure(tally(*[(0, 0.0, 1.0)] * 9, (1, 1.0, 50.0)), GENRES_ALIKE)
    assert (found["mean"], found["count"]) == (0.5, 2)
    assert (found["low"], found["high"]) == (0.5, 0.5)


def test_a_metric_that_a_genre_lacks_is_averaged_over_the_others():
    table = tally((0, 1.0, 1.0), (1, NAN, 1.0), (2, 2.0, 1.0))
    assert figure(table, GENRES_ALIKE)["mean"] == 1.5


def test_systems_and_metrics_stand_apart_and_genres_in_the_knob_s_order():
    out = Tally()
    out.add(9, "box", {"a": 1.0, "b": 2.0})
    out.add(0, "human", {"a": 3.0})
    figures = out.figures()
    assert list(figures) == ["folk", "jazz", GENRES_ALIKE]
    assert {name: each["mean"] for name, each in figures["jazz"]["box"].items()} == {
        "a": 1.0,
        "b": 2.0,
    }
    assert set(figures["folk"]) == {"human"}
    assert set(figures[GENRES_ALIKE]) == {"box", "human"}
