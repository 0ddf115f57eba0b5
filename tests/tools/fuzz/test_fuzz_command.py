"""The command: shares of time, what it says in the end, and its exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.web.protocol import parse
from tools.fuzz import __main__ as command
from tools.fuzz import tricks
from tools.fuzz.__main__ import Campaign, attack_files
from tools.fuzz.page_words import words
from tools.fuzz.script import decoded
from tools.fuzz.tally import Tally


def test_what_was_tried_is_counted_in_the_last_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = dict.fromkeys(command.ATTACKS, lambda seed, tally: None)
    monkeypatch.setattr(command, "ATTACKS", nothing)
    monkeypatch.setattr(sys, "argv", ["fuzz", "--minutes", "0.001", "--seed", "3"])
    assert command.main() == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("0 broke")


def test_what_breaks_is_told_with_its_seed_and_the_exit_code_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def attack(seed: int, tally: Tally) -> None:
        tally.bytes += 50
        raise ValueError(f"it broke {seed}")

    monkeypatch.setattr(command, "ATTACKS", dict.fromkeys(command.ATTACKS, attack))
    arguments = ["fuzz", "--minutes", "1", "--seed", "7", "--bytes", "99"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert command.main() == 1
    out = capsys.readouterr().out
    assert "--again life 7" in out and "ValueError: it broke 7" in out
    assert "100 bytes of MIDI" in out.splitlines()[-1]
    assert out.splitlines()[-1].endswith("2 broke")


def test_each_kind_of_attack_gets_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    kinds = {kind: lambda seed, tally, kind=kind: done.append(kind) for kind in command.ATTACKS}
    monkeypatch.setattr(command, "ATTACKS", kinds)
    campaign = Campaign(1, 0.2)
    campaign.run()
    assert set(done) == set(command.SHARES) == set(command.ATTACKS)


def test_files_are_played_read_and_refused_but_never_fail() -> None:
    tally = Tally()
    for seed in range(3):
        attack_files(seed, tally)
    assert sum(tally.files.values()) == 150
    assert tally.files["played"] > 10 and tally.files["refused"] > 10


@given(st.integers(0, 10**9))
def test_whatever_a_page_says_is_understood_or_refused(seed: int) -> None:
    said = words(Random(seed))
    if isinstance(said, str):
        try:
            parse(said)
        except ValueError:
            return


@given(
    st.text(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    ).map(str)
)
def test_no_text_of_a_page_is_anything_but_sense_or_an_error_of_value(text: str) -> None:
    try:
        parse(text)
    except ValueError:
        return


@pytest.mark.parametrize("trick", tricks.TRICKS, ids=lambda trick: trick.__name__)
def test_a_trick_is_a_stream_in_order_and_the_same_for_a_seed(trick: tricks.Trick) -> None:
    first, second = ([*trick(Random(4), 2.0)] for _ in range(2))
    assert first == second
    moments = [moment for moment, _ in first]
    assert moments == sorted(moments)
    assert all(isinstance(content, bytes) for _, content in first)


def test_a_flood_is_ten_thousand_messages_a_second() -> None:
    moments = [moment for moment, _ in tricks.flood(Random(1), 2.0)]
    assert len(moments) / (moments[-1] - moments[0]) == pytest.approx(10_000, rel=0.01)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_script(content: bytes) -> None:
    setup, actions = decoded(content)
    assert 1 <= setup.controls.players <= 4
    assert len(actions) <= max(0, len(content) - 1)


def test_the_search_is_told_apart_from_what_it_finds(tmp_path: Path) -> None:
    from tools.fuzz.searching import search

    stand_in = tmp_path / "python"
    stand_in.write_text("#!/bin/sh\necho found $3; test $3 != files\n")
    stand_in.chmod(0o755)
    (tmp_path / "box.json").write_text('{"cases": 7, "bytes": 70}')
    tally = Tally()
    search(stand_in, 1.0, tmp_path, tally, lambda: None)
    assert tally.guided["box"] == 7
    (broken,) = tally.broken
    assert broken.startswith("search of files") and broken.endswith("found files")
