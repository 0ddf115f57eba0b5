"""Python in a process of its own, on a JACK server: what ends it does not end the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@contextmanager
def run(code: str, server: str) -> Iterator[subprocess.Popen[str]]:
    """Run it for a while; it can be spoken to and listened to."""
    environment = os.environ | {"JACK_DEFAULT_SERVER": server, "PYTHONPATH": str(_ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, text=True, **pipes) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
