"""How much is taken from one port: more than anybody can play is left out.

A MIDI cable carries a thousand messages a second. A keyboard that sends ten thousand is broken, and
would keep everybody's loop busy with it.
"""

from __future__ import annotations

from typing import Final

MOST_A_SECOND: Final = 2_000.0
MOST_AT_ONCE: Final = 500.0  # after a pause


class Ration:
    """Counts the messages of one port; `left_out` are those that were too many."""

    def __init__(self) -> None:
        self.left_out = 0
        self._left, self._newest = MOST_AT_ONCE, 0.0

    def admits(self, moment: float) -> bool:
        """Whether a message that comes at a moment, in seconds, is one of those to be taken."""
        gained = max(0.0, moment - self._newest) * MOST_A_SECOND
        self._left, self._newest = min(MOST_AT_ONCE, self._left + gained), moment
        if self._left < 1.0:
            self.left_out += 1
            return False
        self._left -= 1.0
        return True
