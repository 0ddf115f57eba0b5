"""The kernel's table of what is mounted."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.mounts import Mount, mounts


def escaped(text):
    return "".join(f"\\{ord(each):03o}" if each in " \t\n\\#" else each for each in text)


NAMES = st.text(st.characters(exclude_characters="/\0"))


@given(st.integers(1, 10**6), NAMES, st.lists(st.sampled_from(["shared:7", "master:1"])))
def test_a_line_of_the_table_is_read_whatever_the_stick_is_called(number, name, optional):
    rest = " ".join(["rw,relatime", *optional, "- vfat /dev/sda1 rw"])
    (mount,) = mounts(f"{number} 27 8:1 / /media/{escaped(name)} {rest}\n")
    assert mount == Mount(number, "8:1", Path("/media", name), "vfat")


@pytest.mark.parametrize("table", ["nonsense", " - ", "1 2 - ext4"])
def test_what_is_no_table_is_an_error(table):
    with pytest.raises(ValueError):
        mounts(table)


def test_the_table_of_this_machine_is_understood():
    table = os.fsdecode(Path("/proc/self/mountinfo").read_bytes())
    assert Path("/proc") in [mount.point for mount in mounts(table)]
