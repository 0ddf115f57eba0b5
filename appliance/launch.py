"""The command `antiphon run`: settings, the box, and an orderly end."""

from __future__ import annotations

import logging
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from appliance.app import Box
from appliance.config import find_config
from appliance.config_table import Value

log = logging.getLogger(__name__)


def launch(path: Path | None, overrides: Mapping[str, Value]) -> int:
    """Play until somebody ends it; returns the exit code."""
    config = find_config(path, overrides)
    for problem in config.problems:
        log.warning("settings: %s", problem)
    box = Box(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: box.stop())
    box.run()
    if box.shut_down and config["power.off_command"]:
        subprocess.run(shlex.split(config["power.off_command"]), check=False)
    return 0
