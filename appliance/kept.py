"""The command `antiphon jams`: the jams that are kept, listed or copied."""

from __future__ import annotations

import sys
from pathlib import Path

from appliance.config import find_config
from appliance.fittings import shelf_of


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
