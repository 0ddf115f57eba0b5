"""A copy is there whole or not at all, in the folder that was meant."""

import errno
import os

import pytest

from appliance.mounts import Mount
from appliance.recording.copies import FOLDER, copies_in, copies_on

NAME, CHANGED = "jam-0001.mid", 1_700_000_000.0


def stick_at(folder, device=None):
    number = folder.stat().st_dev
    return Mount(1, device or f"{os.major(number)}:{os.minor(number)}", folder, "vfat")


def test_a_file_is_copied_once_with_its_date(tmp_path):
    with copies_in(tmp_path) as copies:
        assert copies.take(NAME, b"jam", CHANGED)
        assert not copies.take(NAME, b"jam", CHANGED + 1)
        copies.settle()
    assert (tmp_path / NAME).read_bytes() == b"jam"
    assert (tmp_path / NAME).stat().st_mtime == CHANGED


def test_another_file_of_the_same_size_is_replaced(tmp_path):
    (tmp_path / NAME).write_bytes(b"old")
    with copies_in(tmp_path) as copies:
        assert copies.take(NAME, b"new", CHANGED)
    assert (tmp_path / NAME).read_bytes() == b"new"


@pytest.mark.parametrize("step", ["utime", "fsync", "replace"])
def test_a_copy_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step):
    (tmp_path / NAME).write_bytes(b"whole")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, step, full)
    with copies_in(tmp_path) as copies, pytest.raises(OSError, match="no space"):
        copies.take(NAME, b"half of it", CHANGED)
    assert os.listdir(tmp_path) == [NAME]
    assert (tmp_path / NAME).read_bytes() == b"whole"


def test_what_was_cut_short_is_cleared_away_and_nothing_else(tmp_path):
    (tmp_path / f".{NAME}.partial").write_bytes(b"ja")
    (tmp_path / ".letter.partial").write_bytes(b"mine")
    with copies_in(tmp_path):
        pass
    assert os.listdir(tmp_path) == [".letter.partial"]


def test_the_folder_on_a_stick_is_made_and_found_again(tmp_path):
    for content in (b"a", b"b"):
        with copies_on(stick_at(tmp_path)) as copies:
            copies.take(NAME, content, CHANGED)
    assert os.listdir(tmp_path) == [FOLDER]
    assert (tmp_path / FOLDER / NAME).read_bytes() == b"b"


def test_a_stick_that_has_gone_from_its_place_leaves_the_place_alone(tmp_path):
    with pytest.raises(OSError, match="gone"), copies_on(stick_at(tmp_path, "8:77")):
        pass
    assert os.listdir(tmp_path) == []


def test_no_link_on_a_stick_leads_elsewhere(tmp_path):
    for folder in ("stick", "mine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "stick" / FOLDER).symlink_to(tmp_path / "mine")
    with pytest.raises(OSError), copies_on(stick_at(tmp_path / "stick")):
        pass
    (tmp_path / "mine" / "letter").write_text("mine")
    with copies_in(tmp_path / "stick") as copies:
        for name in (NAME, f".{NAME}.partial"):
            (tmp_path / "stick" / name).symlink_to(tmp_path / "mine" / "letter")
        with pytest.raises(OSError):
            copies.take(NAME, b"jam", CHANGED)
    assert (tmp_path / "mine" / "letter").read_text() == "mine"
    assert os.listdir(tmp_path / "mine") == ["letter"]


def test_a_folder_in_the_way_of_a_jam_is_an_error_and_costs_no_descriptor(tmp_path):
    (tmp_path / NAME).mkdir()
    with copies_in(tmp_path) as copies:
        open_before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(OSError):
            copies.take(NAME, b"jam", CHANGED)
        assert len(os.listdir("/proc/self/fd")) == open_before
    assert os.listdir(tmp_path) == [NAME]


def test_whoever_has_the_stick_elsewhere_can_read_it(tmp_path):
    before = os.umask(0o077)
    try:
        with copies_on(stick_at(tmp_path)) as copies:
            copies.take(NAME, b"jam", CHANGED)
        with copies_in(tmp_path / FOLDER) as copies:
            copies.take("jam-0002.mid", b"mine", CHANGED)
    finally:
        os.umask(before)
    folder = tmp_path / FOLDER
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / NAME).stat().st_mode & 0o777 == 0o644
    assert (folder / "jam-0002.mid").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_there_keeps_its_rights(tmp_path):
    (tmp_path / FOLDER).mkdir(mode=0o700)
    with copies_on(stick_at(tmp_path)):
        pass
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700


def test_a_stick_without_rights_takes_them_all_the_same(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "fchmod", refused)
    with copies_on(stick_at(tmp_path)) as copies:
        assert copies.take(NAME, b"jam", CHANGED)
