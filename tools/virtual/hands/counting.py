"""Keeps a number as the box keeps what it has learnt, higher each time, and says what lasts.

    python3 -m tools.virtual.hands.counting

Each number is told to the console as `counted N` once it is kept.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from appliance.generations import Generations

KEPT: Final = Path("/var/lib/antiphon/counted")
PAUSE: Final = 0.02  # seconds


def counted() -> int | None:
    """The number that is kept; None if there is none, or no whole one."""
    content = Generations(KEPT).read().content
    return None if content is None else int(content)


def main() -> None:
    """Count on until the current fails."""
    file, number = Generations(KEPT), counted() or 0
    console = os.open("/dev/console", os.O_WRONLY | os.O_NOCTTY)
    while True:
        number += 1
        file.write(b"%d" % number)
        os.write(console, b"counted %d\n" % number)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
