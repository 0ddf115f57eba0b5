"""Whatever happens to the newest of two generations, the one before is still there."""

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.generations import Found, Generations, sealed, unsealed

CONTENTS = st.binary(max_size=200)


@pytest.fixture
def kept(tmp_path):
    return Generations(tmp_path / "state.json")


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def newest_and_older(folder):
    paths = [folder / "state.json.0", folder / "state.json.1"]
    return sorted(paths, key=lambda path: unsealed(path.read_bytes())[0], reverse=True)


def test_nothing_is_kept_at_first(kept, tmp_path):
    assert kept.read() == Found(None)
    assert files(tmp_path) == []


@given(st.lists(CONTENTS, min_size=1, max_size=6))
def test_the_newest_is_read(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("kept")
    for content in contents:
        Generations(folder / "new" / "state.json").write(content)
        assert Generations(folder / "new" / "state.json").read() == Found(content)
    assert len(files(folder / "new")) == min(len(contents), 2)


@st.composite
def damages(draw):
    """What may become of a file: torn off, bytes flipped, zeroed, overwritten, grown, gone."""
    kind = draw(st.sampled_from(["tear", "flip", "zeros", "other", "grow", "gone"]))
    place, bit = draw(st.floats(0, 1, exclude_max=True)), draw(st.integers(0, 7))
    other = draw(st.binary(max_size=300))

    def damage(whole):
        at = int(place * len(whole))
        if kind == "tear":
            return whole[:at]
        if kind == "flip":
            return whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
        if kind == "zeros":
            return whole[:at] + bytes(len(whole) - at)
        return {"other": other, "grow": whole + b"\0", "gone": None}[kind]

    return damage


def harm(path, damage):
    """Damage a file; returns whether anything of it is another now."""
    whole = path.read_bytes()
    harmed = damage(whole)
    if harmed is None:
        path.unlink()
    else:
        path.write_bytes(harmed)
    return harmed != whole


@given(CONTENTS, CONTENTS, damages(), st.booleans())
def test_one_damaged_file_costs_one_change_at_most(tmp_path_factory, old, new, damage, of_newest):
    folder = tmp_path_factory.mktemp("kept")
    kept = Generations(folder / "state.json")
    kept.write(old)
    kept.write(new)
    newest, older = newest_and_older(folder)
    harmed = harm(newest if of_newest else older, damage)
    gone = len(files(folder)) < 2
    expected = old if of_newest and harmed else new
    found = kept.read()
    assert found.content == expected
    there = any(name.endswith(".damaged") for name in files(folder))  # put aside
    assert found.damaged == there == (harmed and not gone)
    assert kept.read() == Found(expected)  # said once
    kept.write(b"next")
    assert kept.read() == Found(b"next")


@given(CONTENTS, CONTENTS, damages(), damages())
def test_two_damaged_files_are_nothing_kept_and_no_harm(tmp_path_factory, old, new, first, second):
    folder = tmp_path_factory.mktemp("kept")
    kept = Generations(folder / "state.json")
    kept.write(old)
    kept.write(new)
    harmed = [harm(folder / f"state.json.{n}", d) for n, d in enumerate((first, second))]
    found = kept.read()
    assert found.content in (None, old, new)
    assert (found.content is None) == all(harmed)
    assert kept.read() == Found(found.content)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_whatever_lies_there_is_read_without_harm(tmp_path_factory, first, second):
    folder = tmp_path_factory.mktemp("kept")
    for number, content in enumerate((first, second)):
        (folder / f"state.json.{number}").write_bytes(content)
    kept = Generations(folder / "state.json")
    assert kept.read() == Found(None, damaged=True)
    assert files(folder) == ["state.json.0.damaged", "state.json.1.damaged"]
    assert kept.read() == Found(None)
    kept.forget()
    assert files(folder) == []


@given(st.integers(0, 9_999_999_999), CONTENTS)
def test_a_seal_holds_number_and_content(number, content):
    assert unsealed(sealed(number, content)) == (number, content)


def test_a_file_of_a_time_without_generations_is_read_until_something_is_kept(kept, tmp_path):
    (tmp_path / "state.json").write_bytes(b"{}")
    assert kept.read() == Found(b"{}")
    kept.write(b"new")
    assert kept.read() == Found(b"new")


def test_forgotten_is_forgotten(kept, tmp_path):
    (tmp_path / "state.json").write_bytes(b"{}")
    kept.write(b"one")
    kept.write(b"two")
    kept.forget()
    assert files(tmp_path) == []
    kept.forget()
    assert kept.read() == Found(None)


@pytest.mark.parametrize("name", ["state.json", "state.json.0"])
def test_what_cannot_be_read_is_told_and_left_where_it_is(kept, tmp_path, name):
    (tmp_path / name).mkdir()
    assert kept.read() == Found(None, damaged=True)
    assert files(tmp_path) == [name]


def test_a_disk_that_is_full_leaves_what_was_kept(kept, monkeypatch):
    kept.write(b"old")
    kept.write(b"new")

    def full(_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        kept.write(b"more")
    assert kept.read() == Found(b"new")
