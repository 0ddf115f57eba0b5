"""The commands `antiphon run`, settings, the box, and an orderly end, and `antiphon jams`."""

from __future__ import annotations

import logging
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from appliance.app import Box
from appliance.config import find_config
from appliance.config_table import Value
from appliance.fittings import shelf_of

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


def jams(path: Path | None, to: Path | None) -> int:
    """List the jams that are kept, or copy them; returns the exit code."""
    shelf = shelf_of(find_config(path, {}))
    if shelf is None:
        print("no jams are kept: recordings.most is 0", file=sys.stderr)
        return 1
    if to is None:
        takes = shelf.takes()
        for take in takes:
            print(shelf.folder / take.name)
        if not takes:
            print(f"no jams yet in {shelf.folder}", file=sys.stderr)
        return 0
    try:
        copied = shelf.copy_to(to)
    except FileExistsError:
        print(f"antiphon: {to} is no folder", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"antiphon: {to}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{len(copied)} copied to {to}")
    return 0
