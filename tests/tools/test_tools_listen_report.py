from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.listen.preferences import Preference
from tools.listen.report import Score, report, scores, strengths

counts = st.integers(0, 30)


def judged(left: str, right: str, chosen: str | None, times: int = 1) -> list[Preference]:
    return [Preference("folk/x", "folk", left, right, chosen, 20.0)] * times


def test_sides_do_not_matter() -> None:
    found = judged("b", "a", "a", 3) + judged("a", "b", "a", 2) + judged("a", "b", None)
    assert scores(found) == {("a", "b"): Score(5, 1, 0)}


def test_the_sign_test_is_exact_and_two_sided() -> None:
    """Five of five: 2 / 2^5. Ties do not count."""
    assert Score(5, 9, 0).p == pytest.approx(2 / 32)
    assert Score(0, 9, 5).p == pytest.approx(2 / 32)
    assert Score(3, 0, 3).p == 1.0
    assert (Score(0, 4, 0).share, Score(0, 4, 0).p) == (None, 1.0)
    assert Score(3, 4, 1).share == 0.75


@given(counts, counts, counts)
def test_strengths_of_two_are_their_shares(wins: int, ties: int, losses: int) -> None:
    """With ties as halves and one tie more than there are."""
    found = strengths({("a", "b"): Score(wins, ties, losses)})
    share = (wins + (ties + 1) / 2) / (wins + ties + 1 + losses)
    assert found == pytest.approx({"a": 100 * share, "b": 100 * (1 - share)})


def test_the_order_of_three_shows_in_their_strengths() -> None:
    table = {("a", "b"): Score(8, 0, 2), ("a", "c"): Score(9, 0, 1), ("b", "c"): Score(7, 1, 2)}
    found = strengths(table)
    assert found["a"] > found["b"] > found["c"] > 0
    assert sum(found.values()) == pytest.approx(100)


def test_the_table_is_one_that_a_person_can_read() -> None:
    told = report(judged("lstm", "human", "human", 6) + judged("lstm", "human", None, 2))
    assert "Answers: 8" in told
    assert "| human | lstm | 6 | 2 | 0 | 100% | 0.0312 |" in told
    assert "Bradley" not in told
    three = judged("a", "b", "a") + judged("b", "c", "b") + judged("a", "c", None)
    assert "shares of 100): a" in report(three)
    assert "| a | c | 0 | 1 | 0 | – | 1 |" in report(three)
