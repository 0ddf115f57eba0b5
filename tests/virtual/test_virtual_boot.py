"""How long it takes from power-on to music, beside the same system without the box."""

from __future__ import annotations

from pathlib import Path

from tools.virtual.box import VirtualBox
from tools.virtual.build import TREE, Parts

MOST = 1.5
UNITS = sorted(path.name for path in (TREE / "system/root/etc/systemd/system").iterdir())
TARGET = "multi-user.target"


def test_the_box_is_ready_hardly_later_than_the_bare_system(of: Parts, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    masks = [f"systemd.mask={unit}" for unit in UNITS]
    with VirtualBox(of, tmp_path / "bare", plugged=[0], arguments=masks) as bare:
        system = booted_at(bare)
    box = VirtualBox(of, tmp_path, plugged=[0])
    with box:
        first = box.wait_until_ready()
        box.run("systemctl poweroff --no-block")
        box.wait_until_off()
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
