"""What is known of one voice, for several jams at once: its past, and what sounds in it.

Everything is an array with one element a row; a row is one jam. NONE stands for what is not
there: no note yet, no event so long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.side_by_side import side_by_side
from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NONE: Final = -1
MEMORY_STEPS: Final = 512
SHORT_DECAY: Final = 0.85  # half of it is heard in the last 4 steps
LONG_DECAY: Final = 0.98  # half of it is heard in the last 34 steps
_OF_ROWS: Final = (
    "steps", "kind", "pitch", "move", "moved", "since", "short", "long", "_past",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a voice's past, each field [rows].

    `kind` is 0 rest, 1 hold, 2 onset; `pitch` (MIDI) is what sounds then; `move` is how far an
    onset lies from the onset before it, in semitones.
    """

    kind: Ints
    pitch: Ints
    move: Ints
    moved: npt.NDArray[np.bool_]


class Line:
    """The past of one voice in `rows` jams, event by event."""

    def __init__(self, rows: int, memory: int = MEMORY_STEPS) -> None:
        """
        Args:
            rows: jams side by side.
            memory: steps that are remembered.
        """
        self.memory = memory
        self.steps = np.zeros(rows, np.int64)
        self.kind = np.full(rows, NONE)
        self.pitch = np.full(rows, NONE)  # of the last onset
        self.move = np.zeros(rows, np.int64)
        self.moved = np.zeros(rows, np.bool_)  # there were two onsets, so `move` has a meaning
        self.since = np.full(rows, NONE)  # steps since the last onset
        self.short = np.zeros((rows, 12), np.float32)  # decayed durations by pitch class
        self.long = np.zeros((rows, 12), np.float32)
        self._rows = np.arange(rows)
        self._past = np.zeros((rows, memory, 4), np.int64)

    @classmethod
    def side_by_side(cls, lines: Sequence[Line]) -> Line:
        """Several lines as one, to be read, not pushed."""
        whole = side_by_side(lines, _OF_ROWS)
        whole._rows = np.arange(len(whole.kind))
        return whole

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]; NONE where it is unknown."""
        self.kind = np.minimum(events, FIRST_ONSET)
        onset = events >= FIRST_ONSET
        pitch = events - FIRST_ONSET + LOWEST_PITCH
        self.moved = np.where(onset, self.pitch != NONE, self.moved)
        self.move = np.where(onset, pitch - self.pitch, self.move)
        self.pitch = np.where(onset, pitch, self.pitch)
        self.since = np.where(onset, 0, np.where(self.since == NONE, NONE, self.since + 1))
        sounds = (onset | (events == HOLD)) & (self.pitch != NONE)
        self._fade_in(sounds)
        sounding = np.where(sounds, self.pitch, NONE)
        newest = (self.kind, sounding, self.move, self.moved & onset)
        self._past[self._rows, self.steps % self.memory] = np.stack(newest, 1)
        self.steps = self.steps + 1

    def ago(self, steps: Ints) -> Moment:
        """The event `steps` ago in every row, [rows]; 1 is the newest, below 1 is none."""
        known = (steps >= 1) & (steps <= np.minimum(self.steps, self.memory))
        place = (self.steps - np.where(known, steps, 1)) % self.memory
        kind, pitch, move, moved = self._past[self._rows, place].T
        return Moment(
            np.where(known, kind, NONE),
            np.where(known, pitch, NONE),
            move,
            known & (moved != 0),
        )

    def _fade_in(self, sounds: npt.NDArray[np.bool_]) -> None:
        rows = self._rows[sounds]
        pitch_class = self.pitch[sounds] % 12
        for profile, decay in ((self.short, SHORT_DECAY), (self.long, LONG_DECAY)):
            profile *= decay
            profile[rows, pitch_class] += 1.0 - decay
