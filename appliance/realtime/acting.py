"""Watches the agenda: what was done later than it should have been, and why."""

from __future__ import annotations

from functools import partial
from typing import Any

from appliance.realtime.watch import ASLEEP, COLLECTING, LATE, Watch


class ActingWatch:
    """Told by the agenda's thread of everything it does."""

    def __init__(self, watch: Watch) -> None:
        """Counts what was late with what `watch` counts, and says it as it does."""
        self._watch = watch
        self._slowest: Any = None  # that was done since one was last on time, and how long it took
        self._took = self._collected = 0.0

    def __call__(self, act: Any, due: float, begun: float, over: float) -> None:
        """An act that was due at a moment was done from a moment to another, all in seconds."""
        late, took = begun - due, over - begun
        if late >= LATE:
            self._watch.acted_late(name_of(act), late, self._why(late))
        else:
            self._took, self._collected = 0.0, self._watch.garbage.seconds
        if took >= self._took:
            self._slowest, self._took = act, took

    def _why(self, late: float) -> str:
        if self._watch.garbage.seconds - self._collected > late / 2:
            return COLLECTING
        if self._took > late / 2:
            return f"{name_of(self._slowest)} before it took {1000 * self._took:.0f} ms"
        return ASLEEP


def name_of(act: Any) -> str:
    """What is called, such as "MidiOutputs.send"."""
    inner = act.func if isinstance(act, partial) else act
    return str(getattr(inner, "__qualname__", type(inner).__name__))
