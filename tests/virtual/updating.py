"""A virtual box with two systems, of which the boot loader starts one, and sticks with updates.

The boot loader is the model that `tests/update/test_update_loader.py` compares with the real one.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

from tests.update.loader import State, choose, read_state, told_by
from tests.update.station import STATE_LENGTH, STATE_OFFSET, make_bundle, make_key, state_sector
from tools.virtual.box import ONE_SYSTEM, VirtualBox
from tools.virtual.build import Parts

# ubdb and ubdc are what every virtual box has
CARD, OTHER, STICK = "ubdd", "ubde", "ubdf"
PATIENCE = 45  # seconds in which a new system must get ready, instead of 240
PLUG = """\
cd /sys/kernel/config/usb_gadget && mkdir -p stick/strings/0x409 stick/configs/c.1 && cd stick
echo 0x1209 > idVendor; echo 0x0002 > idProduct; echo 1 > strings/0x409/serialnumber
mkdir -p functions/mass_storage.0
echo 1 > functions/mass_storage.0/lun.0/ro
echo 1 > functions/mass_storage.0/lun.0/removable
echo /dev/ubdf > functions/mass_storage.0/lun.0/file
[ -e configs/c.1/mass_storage.0 ] || ln -s functions/mass_storage.0 configs/c.1/
echo dummy_udc.1 > UDC
"""


class Systems:
    """Root file systems of several versions and the keys that updates are signed with."""

    def __init__(self, of: Parts, folder: Path) -> None:
        self.folder = folder
        self.key, self.other_key = make_key(folder / "ours"), make_key(folder / "theirs")
        self.first = self._changed(of.root, "first.img", "0.1.0")
        _run("e2fsck", "-fy", self.first)
        _run("resize2fs", "-M", self.first)

    def _changed(self, root: Path, name: str, version: str, broken: bool = False) -> Path:
        """A copy of a root, of another version; a broken one has no box to start."""
        image = self.folder / name
        _run("cp", "--sparse=always", root, image)
        update = "/usr/lib/antiphon/update/version"
        _write(image, update, f"{version}\n".encode())
        _write(image, "/etc/rauc/updates.crt", (self.key / "updates.crt").read_bytes())
        if broken:
            _write(image, "/usr/lib/antiphon/update/../../../bin/antiphon", b"")
        return image

    def stick(self, version: str, broken: bool = False) -> Path:
        """A stick with an update to a version."""
        system = self._changed(self.first, "next.img", version, broken)
        content = system.read_bytes()
        system.unlink()
        return self._stick(version, content, self.key)

    def noise(self, version: str, ours: bool = True) -> Path:
        """A stick with an update that holds no system, but 64 MiB of noise."""
        return self._stick(version, os.urandom(64 << 20), self.key if ours else self.other_key)

    def _stick(self, version: str, content: bytes, key: Path) -> Path:
        stick = self.folder / "stick"
        stick.unlink(missing_ok=True)
        bundle = make_bundle(self.folder / "bundle", key, version, content, "amd64")
        _run("mkfs.vfat", "-C", "-n", "STICK", stick, (bundle.stat().st_size >> 10) + 16384)
        _run("mcopy", "-i", stick, bundle, "::")
        bundle.unlink()
        return stick


class UpdatableBox(VirtualBox):
    """One whose system A is of version 0.1.0, and whose system B is empty."""

    def __init__(self, of: Parts, folder: Path, systems: Systems) -> None:
        fast = [f"systemd.setenv=PATIENCE={PATIENCE}", "systemd.setenv=PAUSE=2", "noreboot"]
        super().__init__(of, folder, plugged=[0], arguments=fast)
        self._own = list(self._disks)
        self._kernel_arguments = [each for each in self._arguments if each != ONE_SYSTEM]
        self._systems = {slot: folder / f"system-{slot}.img" for slot in "AB"}
        _run("cp", "--sparse=always", systems.first, self._systems["A"])
        size = systems.first.stat().st_size
        for file, length in ((self._systems["B"], size), (folder / "card", 4 << 20)):
            with file.open("wb") as new:
                new.truncate(length)
        self._card, self._stick = folder / "card", folder / "empty.stick"
        _run("mkfs.vfat", "-C", "-n", "EMPTY", self._stick, 4096)
        self.state = State(("A", "B"), (9, 0))
        self.slot = ""

    @property
    def state(self) -> State:
        """The boot loader's state, on the card."""
        card = self._card.read_bytes()
        return read_state(card[STATE_OFFSET : STATE_OFFSET + STATE_LENGTH])

    @state.setter
    def state(self, state: State) -> None:
        with self._card.open("r+b") as card:
            card.seek(STATE_OFFSET)
            card.write(state_sector(told_by(state)))

    def insert(self, stick: Path) -> None:
        """The stick that `plug_stick` plugs in after the next start."""
        self._stick = stick

    def start(self) -> None:
        """Switch it on: the boot loader counts, and starts a system."""
        before = self.state
        self.slot, after = choose(before)
        if after != before:
            self.state = after
        other = "B" if self.slot == "A" else "A"
        self._of = replace(self._of, root=self._systems[self.slot])
        self._disks = [*self._own, self._card, self._systems[other], self._stick]
        self._arguments = [*self._kernel_arguments, f"rauc.slot={self.slot}"]
        super().start()

    def plug_stick(self) -> None:
        """Plug the stick into a USB socket."""
        self.run(PLUG)

    def pull_stick(self) -> None:
        """Pull it out."""
        self.run("echo > /sys/kernel/config/usb_gadget/stick/UDC")

    def news(self) -> str:
        """What there is to be said of updates."""
        return self.run("head -qn 1 /run/antiphon-update/news || true").strip()

    def version(self) -> str:
        """Of the system that runs."""
        return self.run("cat /usr/lib/antiphon/update/version").strip()

    def wait_for_news(self, words: str, patience: float = 240.0) -> None:
        """Wait until something is said."""
        self.wait_for(lambda: self.news() == words, f"it says {words!r}", patience, every=1.0)

    def forget_systems(self) -> None:
        """Remove the systems, which are long; they may lie in memory."""
        for system in self._systems.values():
            system.unlink()

    def system(self, slot: str) -> bytes:
        """What is in a system's place."""
        return self._systems[slot].read_bytes()


def _write(image: Path, path: str, content: bytes) -> None:
    """Write a file into an ext4 file system, in place of the one there."""
    file = image.with_suffix(".file")
    file.write_bytes(content)
    commands = f"rm {path}\nwrite {file} {path}\nset_inode_field {path} mode 0100644\n"
    subprocess.run(
        ["debugfs", "-w", "-f", "-", str(image)],
        input=commands.encode(),
        check=True,
        capture_output=True,
    )
    file.unlink()


def _run(*line: object) -> None:
    subprocess.run([*map(str, line)], check=True, capture_output=True)
