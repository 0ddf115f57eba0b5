"""A whole box, or its synth, as a process of its own, started by the command people use."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0
ANTIPHON = (sys.executable, "-m", "appliance")


class RunningBox:
    """`antiphon run`, or another of its commands, with the lines of its log."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first match in a line of the log, past or to come."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for line in self.lines:
                if match := re.search(pattern, line):
                    return match
            time.sleep(0.02)
        raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines))

    def stop(self) -> int:
        """End it as systemd does; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())


@contextmanager
def running_box(
    *arguments: str,
    settings: str = "",
    folder: Path,
    command: str = "run",
    program: Sequence[str] = ANTIPHON,
) -> Iterator[RunningBox]:
    """Run a box, or another command, with a settings file of this text.

    No stick of this machine is touched. `program` is what takes Antiphon's arguments.
    """
    file = folder / "settings.toml"
    file.write_text(settings + "\n[recordings]\nstick = 'off'\n")
    line = [*program, command, "--config", str(file), *arguments]
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "JACK_NO_START_SERVER": "1",
        "XDG_DATA_HOME": str(folder),
    }
    with subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    ) as process:
        try:
            yield RunningBox(process)
        finally:
            if process.poll() is None:
                process.kill()


def until(true: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.02)
