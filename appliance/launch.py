"""The command `antiphon run`: settings, the box, and an orderly end."""

from __future__ import annotations

import faulthandler
import logging
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from appliance.app import Box
from appliance.config import Config, find_config
from appliance.config_table import Value
from appliance.realtime.logbook import logging_by_queue
from appliance.recording.sticks import Log, no_log
from appliance.resumption import Resumption
from appliance.service.afterlife import afterlife_of
from appliance.service.notify import Manager, manager_of
from appliance.service.report import log_file

CRASHED = 1  # exit status of a box that cannot go on: whoever started it may do so again
SWITCH_OFF = 10  # exit status of a service that was shut down by hand: its unit switches off

log = logging.getLogger(__name__)


def launch(path: Path | None, overrides: Mapping[str, Value]) -> int:
    """Play until somebody ends it; returns the exit code. Nothing that plays waits for the log."""
    manager = manager_of(os.environ)
    manager.tell("STATUS=Starting")
    if manager.listens:
        # The herald names who hangs, unless the interpreter itself is held: then all stand still,
        # and the watchdog's SIGABRT has it written down where, by a descriptor of its own (see
        # `logging_by_queue`). While others run, that is no more than a try: it may break off.
        faulthandler.enable(os.dup(2))
    with logging_by_queue():
        make_log = partial(log_file, path, manager.listens)
        resumption = Resumption(afterlife_of(os.environ, manager))
        return _play(find_config(path, overrides), manager, make_log, resumption)


def _play(
    config: Config,
    manager: Manager,
    make_log: Log = no_log,
    resumption: Resumption | None = None,
) -> int:
    for problem in config.problems:
        log.warning("settings: %s", problem)
    box = Box(config, manager, make_log, resumption)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup(1) has it ignored
            signal.signal(number, lambda *_: box.stop())
    try:
        box.run()
    except Exception:
        log.exception("the box cannot go on")
        return CRASHED
    return _switch_off(config["power.off_command"], manager) if box.shut_down else 0


def _switch_off(command: str, manager: Manager) -> int:
    """Switch the computer off by a command, or as a service by the exit code that is returned."""
    if command:
        subprocess.run(shlex.split(command), check=False)
        return 0
    return SWITCH_OFF if manager.listens else 0
