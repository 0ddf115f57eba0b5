"""Sticks are told from the computer's own disks, and from what is no disk at all."""

import pytest

from tests.recording.plugging import ON_USB, SD_CARD, Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_without_a_stick_there_is_none(machine):
    assert machine.look() == []


def test_a_stick_on_the_usb_is_one_even_if_it_says_it_is_fixed(machine):
    folder = machine.plug_in("MY STICK\r\x85", removable="0")
    assert [stick.point for stick in machine.look()] == [folder]
    machine.pull_out()
    assert machine.look() == []


def test_a_whole_disk_without_parts_is_a_stick(machine):
    folder = machine.plug_in(node=ON_USB)
    assert [stick.point for stick in machine.look()] == [folder]


@pytest.mark.parametrize(("removable", "found"), [("1", 1), ("0", 0)])
def test_elsewhere_than_on_the_usb_a_disk_says_whether_it_is_removable(machine, removable, found):
    machine.plug_in(node="pci0/ata1/block/sdb/sdb1", removable=removable)
    assert len(machine.look()) == found


def test_another_part_of_the_disk_that_the_computer_runs_from_is_no_stick(machine):
    machine.plug_in()
    assert machine.look()
    machine.mount("/srv", "8:2", f"{ON_USB}/sda2")
    assert machine.look() == []


def test_the_sd_card_is_no_stick_wherever_it_is_mounted(machine):
    machine.plug_in(node=f"{SD_CARD}/mmcblk0p3", removable="1")
    assert machine.look() == []


def test_a_stick_outside_the_places_of_sticks_is_left_alone(machine):
    machine.mount("/srv/data", "8:1", f"{ON_USB}/sda1", "1")
    assert machine.look() == []


def test_a_stick_that_is_mounted_twice_is_one(machine):
    first = machine.plug_in("first")
    machine.plug_in("second")
    assert [stick.point for stick in machine.look()] == [first]


def test_a_stick_that_is_gone_but_still_mounted_is_none(machine):
    machine.plug_in()
    for link in (machine.system / "dev" / "block").iterdir():
        link.unlink()
    assert machine.look() == []
