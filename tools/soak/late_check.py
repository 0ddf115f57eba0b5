"""Whether anything is late, though nobody has made it so: here computing takes no time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from appliance.realtime.punctuality import Punctuality
from tools.soak.ear import Complain

COUNTED: Final = ("missed_decisions", "dropped_onsets", "late_acts")


class LateCheck:
    """Looks at the box's own counts, step by step; `excused` tells whether trouble was made."""

    def __init__(self, complain: Complain, excused: Callable[[], bool]) -> None:
        """Nothing has been late."""
        self._complain, self._excused = complain, excused
        self._before = dict.fromkeys(COUNTED, 0)

    def see(self, counts: Punctuality) -> None:
        """A step has passed."""
        excused = self._excused()
        for name, before in self._before.items():
            self._before[name] = now = getattr(counts, name)
            if now > before and not excused:
                self._complain(f"{name.replace('_', ' ')} though nothing was in the way")
