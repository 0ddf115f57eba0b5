"""Whether the folder of a service lies in memory: a card whose data partition cannot be had.

The system then lays a file system in memory in its place (`antiphon-no-data.service`), and the box
plays; what it keeps lasts until it is switched off, which nobody would guess.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from appliance.mounts import TABLE, mounts

NOT_KEPT = "Jams not kept: no data partition"
IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def nothing_lasts(environment: Mapping[str, str] = os.environ, table: Path = TABLE) -> str | None:
    """A plain sentence if nothing that the service keeps lasts; None: it does, or this is none.

    Args:
        environment: of the process, in which the service manager names the folder.
        table: file that lists what is mounted.
    """
    folder = environment.get("STATE_DIRECTORY", "").split(":")[0]
    with suppress(OSError, ValueError):
        if folder and _kind(os.stat(folder).st_dev, os.fsdecode(table.read_bytes())) in IN_MEMORY:
            return NOT_KEPT
    return None


def _kind(device: int, table: str) -> str:
    """The kind of file system that is mounted from a device; empty if the table has none."""
    number = f"{os.major(device)}:{os.minor(device)}"
    return next((mount.kind for mount in mounts(table) if mount.device == number), "")
