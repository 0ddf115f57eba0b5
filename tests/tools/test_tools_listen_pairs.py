from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tools.listen.items import Item
from tools.listen.pairs import Question, key_of, keys, pairs_of, questions

SYSTEMS = ("human", "lstm", "lstm+dqn")
names = st.lists(st.sampled_from(["x", "y", "z"]), min_size=0, max_size=3)
seeds = st.integers(0, 2**32)


def item(number: int, sounds: list[str] | None = None) -> Item:
    """An item whose systems play different music, or the music of these names."""
    played = sounds if sounds is not None else list(SYSTEMS)
    pairs = zip(SYSTEMS, played, strict=False)
    versions = {name: Path(f"{number}-{sound}.wav") for name, sound in pairs}
    return Item(f"folk/{number}", "folk", 8.0, versions)


def items_of(shapes: list[list[str]]) -> list[Item]:
    return [item(number, sounds) for number, sounds in enumerate(shapes)]


@given(st.lists(names, max_size=8), seeds)
def test_every_pair_that_differs_is_asked_once(shapes: list[list[str]], seed: int) -> None:
    items = items_of(shapes)
    asked = [question.key for question in questions(items, (), Random(seed))]
    assert len(asked) == len(set(asked))
    assert set(asked) == keys(items)


@given(st.lists(names, min_size=1, max_size=8), seeds, st.data())
def test_what_is_judged_is_not_asked_again(
    shapes: list[list[str]], seed: int, data: st.DataObject
) -> None:
    items = items_of(shapes)
    judged = {key for key in sorted(keys(items), key=str) if data.draw(st.booleans())}
    asked = {question.key for question in questions(items, judged, Random(seed))}
    assert asked == keys(items) - judged


@given(st.integers(1, 12), seeds)
def test_a_round_has_each_item_once_and_all_pairs_about_as_often(count: int, seed: int) -> None:
    asked = questions([item(number) for number in range(count)], (), Random(seed))
    for start in range(0, len(asked), count):
        own = asked[start : start + count]
        assert len({question.item.id for question in own}) == count
        often = Counter(frozenset((each.left, each.right)) for each in own)
        assert max(often.values()) - min(often[pair[1]] for pair in keys([item(0)])) <= 1


def test_sides_are_left_to_chance() -> None:
    asked = questions([item(number) for number in range(400)], (), Random(1))
    swapped = sum(question.left > question.right for question in asked)
    assert 500 < swapped < 700


def test_versions_that_are_the_same_music_are_no_question() -> None:
    assert pairs_of(item(0, ["x", "y", "y"])) == [("human", "lstm"), ("human", "lstm+dqn")]
    assert pairs_of(item(0, ["x", "x", "x"])) == []


def test_a_pair_is_the_same_whichever_side_is_left() -> None:
    one, other = Question(item(0), "lstm", "human"), Question(item(0), "human", "lstm")
    assert one.key == other.key == key_of("folk/0", "human", "lstm")
