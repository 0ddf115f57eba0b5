"""A machine's disks as the kernel tells of them: a table of mounts and a sysfs in a folder."""

import os
from pathlib import Path

from appliance.recording.mounts import sticks

SD_CARD = "platform/mmc/block/mmcblk0"
ON_USB = "platform/usb1/1-1/host0/block/sda"


class Machine:
    """Starts from an SD card; sticks are folders below `media`."""

    def __init__(self, root: Path) -> None:
        self.root, self.media = root, root / "media"
        self.table, self.system = root / "mountinfo", root / "sys"
        self.media.mkdir()
        self._lines: list[str] = []
        self.mount("/", "179:2", f"{SD_CARD}/mmcblk0p2")
        self.mount("/boot/firmware", "179:1", f"{SD_CARD}/mmcblk0p1")
        self.mount("/proc", "0:22")

    def look(self):
        return sticks(self.table, self.system, [self.media])

    def plug_in(self, name="sda1", removable="0", node=f"{ON_USB}/sda1"):
        """A stick of the name; its folder, which lies on the device that the table names."""
        folder = self.media / name
        folder.mkdir(exist_ok=True)
        device = folder.stat().st_dev
        self.mount(folder, f"{os.major(device)}:{os.minor(device)}", node, removable)
        return folder

    def pull_out(self):
        """The newest stick goes."""
        self._lines.pop()
        self._write()

    def mount(self, point, device, node=None, removable="0"):
        """Something is mounted; a part of a disk where its node lies in that of a disk."""
        if node is not None:
            self._make_node(device, self.system / "devices" / node, removable)
        escaped = str(point).replace("\\", "\\134").replace(" ", "\\040").replace("\n", "\\012")
        number = 20 + len(self._lines)
        self._lines.append(f"{number} 1 {device} / {escaped} rw,nosuid shared:1 - vfat /dev/x rw\n")
        self._write()

    def _make_node(self, device, node, removable):
        node.mkdir(parents=True, exist_ok=True)
        disk = node
        if node.parent.name != "block":
            (node / "partition").write_text("1\n")
            disk = node.parent
        (disk / "removable").write_text(removable + "\n")
        link = self.system / "dev" / "block" / device
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(node)

    def _write(self):
        self.table.write_bytes(os.fsencode("".join(self._lines)))
