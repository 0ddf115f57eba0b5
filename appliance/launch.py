"""The command `antiphon run`: settings, the box, and an orderly end."""

from __future__ import annotations

import logging
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from appliance.app import Box
from appliance.config import Config, find_config
from appliance.config_table import Value
from appliance.realtime.logbook import logging_by_queue
from appliance.realtime.tuning import lift_this_process

log = logging.getLogger(__name__)


def launch(path: Path | None, overrides: Mapping[str, Value]) -> int:
    """Play until somebody ends it; returns the exit code. Nothing that plays waits for the log."""
    lift_this_process()
    with logging_by_queue():
        return _play(find_config(path, overrides))


def _play(config: Config) -> int:
    for problem in config.problems:
        log.warning("settings: %s", problem)
    box = Box(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: box.stop())
    box.run()
    if box.shut_down and config["power.off_command"]:
        subprocess.run(shlex.split(config["power.off_command"]), check=False)
    return 0
