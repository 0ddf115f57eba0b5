from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.listen.items import Item
from tools.listen.memory import ChangedMusicError, remember
from tools.listen.preferences import Preference, append, parse, read

GOOD = {"item": "folk/x", "genre": "folk", "left": "lstm", "right": "human", "chosen": "lstm"}
GOOD |= {"seconds": 21.5}  # type: ignore[dict-item]
preferences = st.builds(
    lambda item, sides, chosen, seconds: Preference(
        item, "folk", *sides, chosen=(*sides, None)[chosen], seconds=seconds
    ),
    st.text(),
    st.lists(st.text(), min_size=2, max_size=2, unique=True),
    st.integers(0, 2),
    st.floats(0, 1e6),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "preferences.jsonl"


@given(kept=st.lists(preferences, max_size=5))
def test_what_is_kept_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, kept: list[Preference]
) -> None:
    path = tmp_path_factory.mktemp("kept") / "preferences.jsonl"
    for each in kept:
        append(path, each)
    assert read(path) == (kept, [])


def test_nothing_judged_yet_is_no_problem(path: Path) -> None:
    assert read(path) == ([], [])


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_line_that_was_torn_off_spoils_no_other(path: Path, cut: int) -> None:
    first, second = parse(json.dumps(GOOD).encode()), parse(json.dumps(GOOD).encode())
    append(path, first)
    path.write_bytes(path.read_bytes() + b'{"item": "folk/y", "genre": "folk"'[:cut])
    append(path, second)
    found, problems = read(path)
    assert found == [first, second]
    assert len(problems) == 1 and "line 2" in problems[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"chosen": "nobody"},
        {"chosen": 1},
        {"chosen": []},
        {"left": "human", "chosen": None},
        {"item": 7},
        {"seconds": "long"},
        {"seconds": True},
        {"seconds": -1},
        {"seconds": float("nan")},
        {"more": 1},
    ],
)
def test_a_line_that_is_no_preference_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        parse(json.dumps(GOOD | changed).encode())


@given(st.binary())
def test_any_bytes_are_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "preferences.jsonl"
    path.write_bytes(content + b"\n" + json.dumps(GOOD).encode() + b"\n" + b"[" * 100_000)
    found, problems = read(path)
    assert found[-1] == parse(json.dumps(GOOD).encode())
    assert problems


def item(**music: str) -> Item:
    return Item("folk/x", "folk", 8.0, {name: Path(f"{tune}.wav") for name, tune in music.items()})


def test_judgements_of_other_music_are_not_mixed_in(tmp_path: Path) -> None:
    notes = tmp_path / "music.json"
    remember(notes, [item(lstm="old", human="h")], judged=False)
    remember(notes, [item(lstm="new", human="h")], judged=False)
    remember(notes, [item(lstm="new", human="h", dqn="d")], judged=True)
    remember(notes, [item(lstm="new", human="h")], judged=True)
    with pytest.raises(ChangedMusicError, match="--out"):
        remember(notes, [item(lstm="new", human="h", dqn="other")], judged=True)


def test_notes_that_are_damaged_are_written_anew(tmp_path: Path) -> None:
    notes = tmp_path / "music.json"
    notes.write_text("{")
    remember(notes, [item(lstm="old")], judged=True)
    assert json.loads(notes.read_text()) == {"folk/x": {"lstm": "old"}}
