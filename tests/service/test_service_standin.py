"""A service whose folder lies in memory."""

import os

import pytest

from appliance.service.standin import NOT_KEPT, nothing_lasts


def table_for(folder, kind):
    """A kernel's table, in which the file system of a folder is of a kind."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    return (
        "22 27 0:999 / /proc rw,nosuid - proc proc rw\n"
        f"36 35 {number} / /var/lib/antiphon rw,noatime shared:1 master:2 - {kind} data rw\n"
        "40 35 0:998 / /tmp rw - tmpfs tmp rw\n"
    )


@pytest.mark.parametrize(("kind", "said"), [("tmpfs", NOT_KEPT), ("ext4", None), ("", None)])
def test_it_is_told_by_the_file_system_that_the_folder_lies_on(tmp_path, kind, said):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(table_for(tmp_path, kind))
    assert nothing_lasts({"STATE_DIRECTORY": f"{tmp_path}:/elsewhere"}, mounts) == said


def test_the_kernels_own_table_is_understood():
    assert nothing_lasts({"STATE_DIRECTORY": "/dev/shm"}) == NOT_KEPT
    assert nothing_lasts({"STATE_DIRECTORY": "/proc"}) is None


@pytest.mark.parametrize("table", ["", "nonsense\n", " - \n", "1 2\n"])
def test_a_table_that_says_nothing_is_no_trouble(tmp_path, table):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(table)
    assert nothing_lasts({"STATE_DIRECTORY": str(tmp_path)}, mounts) is None


def test_without_table_folder_or_service_there_is_none(tmp_path):
    assert nothing_lasts({}) is None
    assert nothing_lasts({"STATE_DIRECTORY": str(tmp_path / "gone")}) is None
    assert nothing_lasts({"STATE_DIRECTORY": str(tmp_path)}, tmp_path / "gone") is None
