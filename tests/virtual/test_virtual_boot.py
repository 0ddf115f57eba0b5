"""Switching on and off; how long it takes to music, beside the same system without the box."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.virtual.looking import HOLDING, shows
from tests.virtual.playing import is_answered
from tools.virtual.box import VirtualBox
from tools.virtual.build import TREE, Parts

MOST = 1.5
UNITS = sorted(path.name for path in (TREE / "system/root/etc/systemd/system").iterdir())
TARGET = "multi-user.target"


def test_it_is_switched_off_by_its_knob_and_ready_hardly_later_than_a_bare_system(
    of: Parts, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    masks = [f"systemd.mask={unit}" for unit in UNITS]
    with VirtualBox(of, tmp_path / "bare", plugged=[0], arguments=masks) as bare:
        system = booted_at(bare)
    box = VirtualBox(of, tmp_path, plugged=[0])
    with box:
        first = box.wait_until_ready()
        is_answered(box)
        box.press("knob")
        shows(box, "hold-to-switch-off", HOLDING)
        shows(box, "goodbye")
        box.wait_until_off()
    subprocess.run(["e2fsck", "-fn", str(tmp_path / "data.img")], check=True)
    with box:  # now it knows how fast this machine is
        ready = box.wait_until_ready()
        booted_at(box)
        print("\n" + box.run("systemd-analyze time; systemd-analyze critical-chain --no-pager"))
    print(
        f"bare system {system:.1f} s, ready at the first start {first:.1f} s, later {ready:.1f} s: "
        f"{ready / system:.2f} times"
    )
    assert ready <= MOST * system


def booted_at(box: VirtualBox) -> float:
    """When the system was up, in seconds since the kernel began."""

    def reached() -> float:
        told = box.unit("ActiveEnterTimestampMonotonic", unit=TARGET)
        return int(told["ActiveEnterTimestampMonotonic"]) / 1e6

    return box.wait_for(reached, f"{TARGET} is reached", patience=60.0, every=0.5)


def test_a_knob_that_is_held_at_power_on_resets(of: Parts, tmp_path: Path) -> None:
    with VirtualBox(of, tmp_path, plugged=[0], closed=["knob"]) as box:
        shows(box, "hold-to-forget", HOLDING, patience=60.0)
        box.wait_until_ready()
        box.press("knob", closed=False)
        is_answered(box)
