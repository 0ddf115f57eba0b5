"""Debian's U-Boot, on an emulated machine, runs boot.cmd; it does what the model of it does."""

from __future__ import annotations

import re
import struct
import subprocess
from dataclasses import dataclass

import pytest

from tests.update.loader import State, choose, read_state, told_by
from tests.update.station import BOOT, STATE_LENGTH, STATE_OFFSET, UPDATE, state_sector

U_BOOT = "/usr/lib/u-boot/qemu_arm64/u-boot.bin"
PART_SIZE, FLASH_SIZE, ENVIRONMENT_SIZE = 16 << 20, 64 << 20, 0x40000
ENVIRONMENT = """\
bootcmd=virtio scan; load virtio 0:1 ${scriptaddr} boot.scr && source ${scriptaddr}; poweroff
bootdelay=-2
devnum=0
devtype=virtio
fdt_addr=0x40000000
kernel_addr_r=0x40400000
scriptaddr=0x40200000
"""

TRIED = r"^Antiphon: system (.), (\d) left|^Antiphon: no system is left"

# The least kernels: one that starts the machine anew, and one that switches it off (PSCI).
RESET, OFF = 0x84000009, 0x84000008


def _kernel(asked: int) -> bytes:
    code = [
        0x52A00000 | (asked >> 16) << 5,  # movz w0, the upper half, lsl 16
        0x72800000 | (asked & 0xFFFF) << 5,  # movk w0, the lower half
        0xD4000002,  # hvc 0
        0x14000000,  # b .
    ]
    head = struct.pack("<IIQQQQQQ4sI", 0x14000010, 0, 0, 4096, 0xA, 0, 0, 0, b"ARM\x64", 0)
    return (head + struct.pack("<4I", *code)).ljust(4096, b"\0")


def _tool(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, capture_output=True)


@dataclass
class Emulated:
    """A machine with a card, two systems on it, and U-Boot."""

    folder: object

    def insert(self, sector: bytes, a: bytes | None, b: bytes | None) -> None:
        """Put a card in, with kernels; None: a system that cannot be read."""
        card = self.folder / "card"
        card.write_bytes(bytes(4 * PART_SIZE))
        table = "label: dos\nlabel-id: 0xa2719004\nstart=4MiB, size=12MiB, type=c\n"
        table += "size=16MiB, type=c\n" * 2
        subprocess.run(["sfdisk", "-q", card], input=table.encode(), check=True)
        first = self.folder / "first"
        first.unlink(missing_ok=True)
        _tool("mkfs.vfat", "-C", first, 12 << 10)
        _tool("mcopy", "-i", first, self.folder / "boot.scr", "::")
        parts = [(4, first.read_bytes())]
        parts += [(place, self._system(kernel)) for place, kernel in ((16, a), (32, b)) if kernel]
        with card.open("r+b") as file:
            for place, content in parts:
                file.seek(place << 20)
                file.write(content)
            file.seek(STATE_OFFSET)
            file.write(sector)

    def _system(self, kernel: bytes) -> bytes:
        for name, content in (
            ("vmlinuz", kernel),
            ("initrd.img", b"first file system" * 100),
            ("arguments", b"quiet panic=10\n"),
            ("root.squashfs", b"root" * 1000),
        ):
            (self.folder / name).write_bytes(content)
        out = self.folder / "system.img"
        names = ("vmlinuz", "initrd.img", "arguments", "root.squashfs")
        _tool(UPDATE / "system.sh", *(self.folder / name for name in names), out)
        return out.read_bytes()

    def switch_on(self) -> list[tuple[str, int]]:
        """Run until it switches itself off: the systems that were tried, and what was left."""
        command = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "256"]
        command += ["-nographic", "-nic", "none", "-bios", U_BOOT]
        command += ["-drive", f"if=virtio,format=raw,file={self.folder}/card"]
        command += ["-drive", f"if=pflash,unit=1,format=raw,file={self.folder}/flash"]
        done = subprocess.run(
            command, capture_output=True, timeout=120, check=True, stdin=subprocess.DEVNULL
        )
        self.said = done.stdout.decode(errors="replace")
        found = re.findall(
            r"^Antiphon: system (.), (\d) left|^Antiphon: no (system)", self.said, re.M
        )
        return [(slot, int(left)) if slot else ("", 0) for slot, left, _ in found]

    def sector(self) -> bytes:
        """The state that it has left."""
        card = (self.folder / "card").read_bytes()
        return card[STATE_OFFSET : STATE_OFFSET + STATE_LENGTH]


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("emulated")
    script = ("-T", "script", "-C", "none", "-A", "arm64", "-d", BOOT / "boot.cmd")
    _tool("mkimage", *script, folder / "boot.scr")
    (folder / "environment").write_text(ENVIRONMENT)
    sizes = ("-s", hex(ENVIRONMENT_SIZE), "-o", folder / "flash", folder / "environment")
    _tool("mkenvimage", *sizes)
    with (folder / "flash").open("r+b") as file:
        file.truncate(FLASH_SIZE)
    return Emulated(folder)


def _predicted(state, ready, readable="AB"):
    """What the model tries until a system is ready, and the state that is left."""
    tried = []
    for _ in range(20):
        slot, state = choose(state, readable.__contains__)
        tried.append((slot, state.of(slot) if slot else 0))
        if slot in ready and slot:
            return tried, state
    raise AssertionError("none is ever ready")


GOOD_A_NEW_B = State(("B", "A"), (9, 3), "0.2.0")


@pytest.mark.parametrize(
    ("state", "ready"),
    [
        (State(("A",), (9, 0)), "A"),  # from the factory
        (GOOD_A_NEW_B, "B"),  # an update that works
        (GOOD_A_NEW_B, "A"),  # one that does not
        (State(("A", "B"), (3, 9), "0.10.0"), "B"),  # the same, the other way round
        (State(("B", "A"), (9, 9)), "B"),
        (State(("A",), (9, 3)), "A"),  # the power was cut before the order was written
        (State(("B", "A"), (0, 1)), "A"),  # nobody is left: all anew
    ],
)
def test_systems_are_tried_as_the_model_says(machine, state, ready):
    kernels = [_kernel(OFF if slot in ready else RESET) for slot in "AB"]
    machine.insert(state_sector(told_by(state)), *kernels)
    tried, left = _predicted(state, ready)
    assert machine.switch_on() == tried, machine.said
    assert read_state(machine.sector()) == left


def test_a_damaged_state_lets_each_be_tried(machine):
    damaged = bytearray(state_sector(told_by(GOOD_A_NEW_B)))
    damaged[20] ^= 1
    machine.insert(bytes(damaged), _kernel(RESET), _kernel(OFF))
    assert machine.switch_on() == [("A", 2), ("A", 1), ("A", 0), ("B", 2)], machine.said
    assert read_state(machine.sector()) == State(left=(0, 2))


def test_one_that_cannot_be_read_is_passed_over(machine):
    machine.insert(state_sector(told_by(GOOD_A_NEW_B)), _kernel(OFF), None)
    assert machine.switch_on() == [("B", 2), ("A", 9)], machine.said


def test_a_system_that_was_ready_costs_no_write(machine):
    sector = state_sector(told_by(State(("A",), (9, 0))))
    machine.insert(sector, _kernel(OFF), None)
    machine.switch_on()
    assert "write" not in machine.said
    assert machine.sector() == sector
