"""On what machine the box runs."""

from __future__ import annotations

import platform
import re
from pathlib import Path
from typing import Final

BOARD: Final = Path("/proc/device-tree/model")
_PROCESSORS: Final = Path("/proc/cpuinfo")


def on_a_pi() -> bool:
    """True on a Raspberry Pi."""
    return "Raspberry Pi" in _text(BOARD)


def machine() -> str:
    """Its name: the board's, or else the processor's, and the architecture."""
    name = _text(BOARD).strip("\0 \n")
    if not name:
        named = re.search(r"^model name\s*:\s*(.+)$", _text(_PROCESSORS), re.MULTILINE)
        name = named[1].strip() if named else "unknown machine"
    return f"{name}, {platform.machine()}"


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
