"""The log of a box for somebody who looks for a fault: what the doctor finds, and the journal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from appliance import __version__
from appliance.board import machine

BOOT = Path("/proc/sys/kernel/random/boot_id")
JOURNAL = ("journalctl", "--boot", "--no-pager", "--output=short-precise", "--lines=20000")
NO_JOURNAL = "The box does not run as a service: its log is where it was started."
MOST_SECONDS = 60.0  # for the doctor, and for the journal


def log_file(settings: Path | None, service: bool) -> tuple[str, bytes]:
    """Name and content of a file with the log. Takes seconds, in processes that give way to all.

    Args:
        settings: file of the settings.
        service: whether what the box logs is in the journal.
    """
    doctor = [sys.executable, "-m", "appliance", "doctor"]
    doctor += [] if settings is None else ["--config", str(settings)]
    parts = [
        f"Antiphon {__version__} on {machine()}",
        "What `antiphon doctor` finds:\n" + _said_by(doctor),
        "The journal since the start:\n" + _said_by(JOURNAL) if service else NO_JOURNAL,
    ]
    return f"log-{_boot()}.txt", "\n\n".join(parts).encode() + b"\n"


def _boot() -> str:
    """Tells boots apart; there may be no clock."""
    try:
        return BOOT.read_text()[:8]
    except OSError:
        return "unknown"


def _said_by(command: Sequence[str]) -> str:
    """All that a command says; or why it says nothing."""
    giving_way = ("chrt", "--idle", "0") if shutil.which("chrt") else ()
    try:
        done = subprocess.run(
            [*giving_way, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=MOST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {error}"
    return done.stdout.decode(errors="replace")
