"""What the display shows, against pictures in `golden/` that somebody has looked at.

What is seen instead is written to build/virtual/seen. Pictures that are missing are taken, and are
to be looked at, every one, with

    GOLDEN=write make test-box
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from PIL import Image, ImageChops

from tools.virtual.box import VirtualBox
from tools.virtual.build import KEPT

GOLDEN = Path(__file__).parent / "golden"
SEEN = KEPT / "seen"
WHOLE = (0, 0, 128, 64)
CARD = (0, 0, 128, 17)  # whose turn
WORDS = (0, 20, 92, 49)  # genre and way to play
HOLDING = (0, 23, 128, 64)  # what comes of holding the knob
NOTICE = (0, 34, 128, 64)  # what is to be said


def shows(
    box: VirtualBox, name: str, part: tuple[int, int, int, int] = WHOLE, patience: float = 30.0
) -> None:
    """Wait until a part of the display is as in a golden picture.

    Raises:
        AssertionError: if it does not come to be.
    """
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "write" and not golden.exists():
        time.sleep(3.0)
        box.picture().crop(part).save(golden)
    seen: list[Image.Image] = []

    def is_seen() -> bool:
        seen[:] = [box.picture().crop(part)]
        return _same(seen[0], golden)

    try:
        box.wait_for(is_seen, f"the display shows {name}", patience)
    except AssertionError:
        SEEN.mkdir(parents=True, exist_ok=True)
        seen[0].save(SEEN / golden.name)
        raise


def _same(picture: Image.Image, golden: Path) -> bool:
    with Image.open(golden) as wanted:
        difference = ImageChops.difference(wanted.convert("L"), picture.convert("L"))
    return difference.getbbox() is None
