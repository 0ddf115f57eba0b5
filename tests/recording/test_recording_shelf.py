"""Takes are kept whole, in order, and not too many of them."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.recording.shelf import Shelf


def names(shelf):
    return [take.name for take in shelf.takes()]


def test_the_newest_are_kept_and_numbers_go_on(tmp_path):
    shelf = Shelf(tmp_path / "new" / "jams", most=3, mark=str)
    assert (shelf.takes(), shelf.next_name()) == ([], "jam-0001.mid")
    for number in range(5):
        shelf.keep(shelf.next_name(), bytes([number]))
    assert names(shelf) == ["jam-0005.mid", "jam-0004.mid", "jam-0003.mid"]
    assert shelf.read("jam-0004.mid") == b"\x03"
    assert shelf.next_name() == "jam-0006.mid"


def test_a_take_that_is_kept_again_takes_its_own_place(tmp_path):
    shelf = Shelf(tmp_path, most=3, mark=str)
    shelf.keep("jam-0001.mid", b"begun")
    shelf.keep("jam-0001.mid", b"begun and gone on")
    assert os.listdir(tmp_path) == ["jam-0001.mid"]
    assert shelf.read("jam-0001.mid") == b"begun and gone on"


def test_other_files_are_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "jam-12.mid").write_text("mine too")
    shelf = Shelf(tmp_path, most=1, mark=str)
    for _ in range(3):
        shelf.keep(shelf.next_name(), b"x")
    assert sorted(os.listdir(tmp_path)) == ["jam-0003.mid", "jam-12.mid", "letter.txt"]


def test_what_a_power_cut_left_half_written_goes(tmp_path):
    shelf = Shelf(tmp_path, most=3, mark=str)
    shelf.tidy()
    shelf.keep("jam-0001.mid", b"whole")
    (tmp_path / ".jam-0002.mid.partial").write_bytes(b"ha")
    (tmp_path / ".letter.partial").write_text("mine")
    shelf.tidy()
    assert sorted(os.listdir(tmp_path)) == [".letter.partial", "jam-0001.mid"]
    Shelf(tmp_path / "nowhere", most=3).tidy()


def put_link(place: Path) -> None:
    (place.parent / "secret").write_text("secret")
    place.symlink_to("secret")


def put_too_much(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("put", [put_link, os.mkfifo, Path.mkdir, put_too_much])
def test_what_only_looks_like_a_take_is_not_read(tmp_path, put):
    put(tmp_path / "jam-0001.mid")
    assert Shelf(tmp_path, most=3).read("jam-0001.mid") is None


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step):
    shelf = Shelf(tmp_path, most=3, mark=str)
    shelf.keep("jam-0001.mid", b"whole")

    def full(*_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("os.fsync" if step == "fsync" else "pathlib.Path.replace", full)
    with pytest.raises(OSError, match="no space"):
        shelf.keep("jam-0001.mid", b"half")
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["jam-0001.mid"]
    assert shelf.read("jam-0001.mid") == b"whole"


@given(st.text(max_size=20))
def test_no_name_leads_out_of_the_folder(name):
    assert Shelf(Path("/etc"), 3).read(name) is None
    assert Shelf(Path("/etc"), 3).read("../etc/" + name) is None


def test_a_stick_gets_what_it_lacks(tmp_path):
    shelf = Shelf(tmp_path / "jams", most=9, mark=str)
    for content in (b"a", b"bb"):
        shelf.keep(shelf.next_name(), content)
    assert shelf.copy_to(tmp_path / "stick") == ["jam-0001.mid", "jam-0002.mid"]
    shelf.keep("jam-0002.mid", b"bbb")
    assert shelf.copy_to(tmp_path / "stick") == ["jam-0002.mid"]
    assert (tmp_path / "stick" / "jam-0002.mid").read_bytes() == b"bbb"


def test_takes_of_two_boxes_lie_side_by_side_on_a_stick(tmp_path):
    for box in ("one", "other"):
        shelf = Shelf(tmp_path / box, most=9)
        shelf.keep(shelf.next_name(), box.encode())
        shelf.copy_to(tmp_path / "stick")
    assert sorted(path.read_bytes() for path in (tmp_path / "stick").iterdir()) == [
        b"one",
        b"other",
    ]
    assert [take.name[:8] for take in shelf.takes()] == ["jam-0001"]
