"""Which USB sticks and other removable disks are mounted at this moment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from appliance.mounts import TABLE, Mount, mounts

SYSTEM = Path("/sys")
PLACES = (Path("/media"), Path("/run/media"), Path("/mnt"))

_USB = re.compile(r"usb\d+")


def sticks(
    table: Path = TABLE, system: Path = SYSTEM, places: Sequence[Path] = PLACES
) -> list[Mount]:
    """The sticks that are plugged in and mounted; each once, where it was mounted first.

    A disk of which a part is mounted elsewhere is the computer's own, even if it is a removable
    one: a Pi may well have started from it.

    Args:
        table: file that lists what is mounted.
        system: where sysfs is.
        places: folders below which sticks are mounted.

    Raises:
        OSError: if the table cannot be read.
    """
    mounted = list(_on_disks(mounts(os.fsdecode(table.read_bytes())), system))
    own = {disk for mount, disk in mounted if not _below(mount.point, places)}
    found: dict[str, Mount] = {}
    for mount, disk in mounted:
        if disk not in own and _is_removable(disk):
            found.setdefault(mount.device, mount)
    return list(found.values())


def _on_disks(mounted: Sequence[Mount], system: Path) -> Iterator[tuple[Mount, Path]]:
    """Those mounts that lie on a disk which is still there, and the disk's folder in sysfs."""
    for mount in mounted:
        try:
            node = (system / "dev" / "block" / mount.device).resolve(strict=True)
        except OSError:
            continue
        yield mount, node.parent if (node / "partition").exists() else node


def _below(point: Path, places: Sequence[Path]) -> bool:
    return any(place in point.parents for place in places)


def _is_removable(disk: Path) -> bool:
    """True if the disk says so, or hangs on a USB."""
    if any(_USB.fullmatch(part) for part in disk.parts):
        return True
    try:
        return (disk / "removable").read_text().strip() == "1"
    except OSError:
        return False
