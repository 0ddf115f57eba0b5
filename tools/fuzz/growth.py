"""Whether a box that lives long takes ever more memory."""

from __future__ import annotations

import gc
import sys
from typing import Final

from tools.fuzz.box import BrokenError
from tools.fuzz.life import Life, Plan
from tools.fuzz.tally import Tally

RESTS: Final = 90
ALLOWED: Final = 4_000  # blocks of memory; rolls and calls that are full or not make half of that


def live_long(seed: int, tally: Tally) -> list[int]:
    """Blocks of memory that Python holds at each rest of a long life.

    Raises:
        BrokenError: if there are ever more.
    """
    blocks: list[int] = []

    def rested() -> None:
        gc.collect()
        blocks.append(sys.getallocatedblocks())

    Life(seed, tally, Plan(episodes=RESTS, seconds=2.0, rested=rested)).live()
    third = RESTS // 3
    grown = min(blocks[-third:]) - min(blocks[third : 2 * third])
    if grown > ALLOWED:
        raise BrokenError(f"grew by {grown} blocks of memory: {blocks}")
    return blocks
