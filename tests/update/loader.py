"""What the boot loader does with the state, in Python: the same as boot.cmd, which U-Boot runs.

`test_update_loader.py` compares the two.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

GOOD, TRIES = 9, 3
NAMES = ("BOOT_ORDER", "BOOT_A_LEFT", "BOOT_B_LEFT", "UPDATE_TRIED")


@dataclass(frozen=True)
class State:
    """Which system to try first, how often each may be tried, and what update was tried last."""

    order: tuple[str, ...] = ("A", "B")
    left: tuple[int, int] = (TRIES, TRIES)
    tried: str = ""

    def of(self, slot: str) -> int:
        """How often a system may be tried."""
        return self.left["AB".index(slot)]


def read_state(sector: bytes) -> State:
    """The state that a sector tells; if it is damaged, each system may be tried."""
    if int.from_bytes(sector[:4], "little") != zlib.crc32(sector[4:]):
        return State()
    told = dict(line.split("=", 1) for line in sector[4:].split(b"\0\0")[0].decode().split("\0"))
    left = (int(told.get("BOOT_A_LEFT") or 0), int(told.get("BOOT_B_LEFT") or 0))
    return State(tuple(told.get("BOOT_ORDER", "").split()), left, told.get("UPDATE_TRIED", ""))


def told_by(state: State) -> Mapping[str, str]:
    """The state as names and values."""
    values = (" ".join(state.order), *map(str, state.left), state.tried)
    return {name: value for name, value in zip(NAMES, values, strict=True) if value}


def choose(state: State, readable: Callable[[str], bool] = lambda slot: True) -> tuple[str, State]:
    """Which system starts, and the state as it is from then on; "": none, and it begins anew."""
    for slot in state.order:
        left = state.of(slot)
        if left == 0:
            continue
        if left != GOOD:
            counted = list(state.left)
            counted["AB".index(slot)] -= 1
            state = replace(state, left=(counted[0], counted[1]))
        if readable(slot):
            return slot, state
    return "", State(tried=state.tried)
