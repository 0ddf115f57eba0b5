"""What is known of one voice: its past, and what sounds in it.

It is told in plain numbers: a voice takes in one event a step, and on so little arrays would cost
more than they save. NONE stands for what is not there: no note yet, no event so long ago.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NONE: Final = -1
MEMORY_STEPS: Final = 512
SHORT_DECAY: Final = 0.85  # half of it is heard in the last 4 steps
LONG_DECAY: Final = 0.98  # half of it is heard in the last 34 steps
_DECAYS: Final = np.array([[SHORT_DECAY], [LONG_DECAY]], np.float32)
_NEWEST: Final = np.array([1.0 - SHORT_DECAY, 1.0 - LONG_DECAY], np.float32)


class Moment(NamedTuple):
    """A step of a voice's past.

    `kind` is 0 rest, 1 hold, 2 onset; `pitch` (MIDI) is what sounds then; `move` is how far an
    onset lies from the onset before it, in semitones, None where there is no such thing.
    """

    kind: int
    pitch: int
    move: int | None


UNKNOWN: Final = Moment(NONE, NONE, None)


class Line:
    """The past of one voice, event by event.

    `kind` is that of the newest event, `pitch` and `move` those of the newest onset, `since` the
    steps since then; `profiles` are decayed durations by pitch class, [2, 12], see below.
    """

    def __init__(self, memory: int = MEMORY_STEPS) -> None:
        """Nothing has been heard; `memory` steps will be remembered."""
        self.memory = memory
        self.steps = 0
        self.kind = NONE
        self.pitch = NONE
        self.move: int | None = None
        self.since = NONE
        self.profiles: Floats = np.zeros((2, 12), np.float32)
        self._past = [UNKNOWN] * memory

    @property
    def short(self) -> Floats:
        """What was heard in the last steps: durations by pitch class, [12]."""
        short: Floats = self.profiles[0]
        return short

    @property
    def long(self) -> Floats:
        """What was heard in the last bars, likewise."""
        long: Floats = self.profiles[1]
        return long

    def push(self, event: int) -> None:
        """Take in the event of the next step; NONE if it is unknown."""
        before = self.pitch
        self.profiles *= _DECAYS
        if event >= FIRST_ONSET:
            self.kind, self.pitch, self.since = FIRST_ONSET, event + LOWEST_PITCH - FIRST_ONSET, 0
            self.move = None if before == NONE else self.pitch - before
            moment = Moment(FIRST_ONSET, self.pitch, self.move)
        else:
            self.kind = event
            self.since += before != NONE
            moment = Moment(event, before if event == HOLD else NONE, None)
        if moment.pitch != NONE:
            self.profiles[:, moment.pitch % 12] += _NEWEST
        self._past[self.steps % self.memory] = moment
        self.steps += 1

    def ago(self, steps: int) -> Moment:
        """What was so many steps ago; 1 is the newest, below 1 is none."""
        if 1 <= steps <= self.memory and steps <= self.steps:
            return self._past[(self.steps - steps) % self.memory]
        return UNKNOWN
