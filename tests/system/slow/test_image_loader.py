"""The image's boot loader on an emulated Raspberry Pi 3, the image as its card: `make test-image`.

The Pi's own firmware is not emulated. It would load U-Boot and a device tree from the first
partition, and so does the emulator.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.update.loader import State, read_state, told_by
from tests.update.station import STATE_LENGTH, STATE_OFFSET, state_sector

HOME = Path(__file__).parents[3]
FIRST, A, B = 4 << 20, 68 << 20, 452 << 20  # where the partitions begin
CARD_SIZE = 1 << 30
TOLD = "arguments=ro console=ttyS1,115200 panic=2\n"

pytestmark = pytest.mark.timeout(600)


def _tool(*command: object) -> None:
    there = {**os.environ, "MTOOLS_SKIP_CHECK": "1"}
    subprocess.run([*map(str, command)], check=True, capture_output=True, env=there)


class Pi:
    """An emulated Pi with a copy of the image as its card; its serial line tells what happens."""

    def __init__(self, folder: Path, image: Path) -> None:
        self.folder, self.card = folder, folder / "card"
        _tool("cp", "--sparse=always", image, self.card)
        os.truncate(self.card, CARD_SIZE)
        for name in ("u-boot.bin", "bcm2837-rpi-3-b.dtb"):
            _tool("mcopy", "-n", "-i", f"{self.card}@@{FIRST}", f"::{name}", folder / name)
        self.put(A, "cmdline.txt", TOLD.encode())

    def put(self, partition: int, name: str, content: bytes) -> None:
        """Put a file into a partition of the card."""
        (self.folder / name).write_bytes(content)
        _tool("mcopy", "-o", "-i", f"{self.card}@@{partition}", self.folder / name, "::")

    def copy_a_to_b(self) -> None:
        with self.card.open("r+b") as file:
            file.seek(A)
            content = file.read(B - A)
            file.seek(B)
            file.write(content)

    @property
    def state(self) -> State:
        with self.card.open("rb") as file:
            file.seek(STATE_OFFSET)
            return read_state(file.read(STATE_LENGTH))

    @state.setter
    def state(self, state: State) -> None:
        with self.card.open("r+b") as file:
            file.seek(STATE_OFFSET)
            file.write(state_sector(told_by(state)))

    @contextmanager
    def switched_on(self):
        serial = self.folder / "serial"
        serial.unlink(missing_ok=True)
        command = ["qemu-system-aarch64", "-M", "raspi3b", "-display", "none", "-monitor", "none"]
        command += ["-kernel", "u-boot.bin", "-dtb", "bcm2837-rpi-3-b.dtb"]
        command += ["-drive", "if=sd,format=raw,file=card"]
        command += ["-serial", "null", "-serial", "file:serial"]
        process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def said(self) -> str:
        file = self.folder / "serial"
        return file.read_text(errors="replace").replace("\r", "") if file.exists() else ""

    def wait_for(self, words: str, patience: float = 200.0) -> str:
        """What it has said when it has said some words."""
        deadline = time.monotonic() + patience
        while not re.search(words, said := self.said()):
            assert time.monotonic() < deadline, said[-4000:]
            time.sleep(0.5)
        return said


@pytest.fixture
def pi(tmp_path):
    image = max(HOME.glob("build/image/antiphon-*.img"), default=None)
    assert image, "there is no image: `make image` first"
    return Pi(tmp_path, image)


def test_the_first_system_starts_and_its_first_process_finds_its_root(pi):
    with pi.switched_on():
        said = pi.wait_for(r"systemd\[1\]: Hostname set")
    assert "Antiphon: system A, 9 left" in said
    assert "rauc.slot=A" in said
    assert pi.state == State(("A", "B"), (9, 0))


def test_one_whose_kernel_is_damaged_is_passed_over(pi):
    pi.copy_a_to_b()
    pi.put(B, "vmlinuz", b"no kernel" * 1000)
    pi.state = State(("B", "A"), (9, 3), "0.2.0")
    with pi.switched_on():
        said = pi.wait_for(r"system A, 9 left(.|\n)*Run /init")
    assert "Antiphon: system B cannot be read" in said
    assert pi.state == State(("B", "A"), (9, 2), "0.2.0")


def test_one_that_panics_is_tried_three_times_and_the_old_one_is_back(pi):
    pi.copy_a_to_b()
    pi.put(B, "root.squashfs", b"no root" * 1000)
    pi.state = State(("B", "A"), (9, 3), "0.2.0")
    with pi.switched_on():
        said = pi.wait_for(r"system A, 9 left(.|\n)*systemd\[1\]: Hostname set", patience=400)
    assert re.findall(r"Antiphon: system (\w), (\d)", said) == [
        ("B", "2"),
        ("B", "1"),
        ("B", "0"),
        ("A", "9"),
    ]
    assert "is no system" in said and "Kernel panic" in said
