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
_DECAYS: Final = np.array([[SHORT_DECAY], [LONG_DECAY]], np.float32)
_NEWEST: Final = np.array([1.0 - SHORT_DECAY, 1.0 - LONG_DECAY], np.float32)
_OF_ROWS: Final = ("steps", "kind", "pitch", "move", "moved", "since", "profiles", "_past")


@dataclass(frozen=True, slots=True)
class Moment:
    """Steps of a voice's past, each field of one shape, [rows] or [rows, steps].

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
        self.profiles = np.zeros((rows, 2, 12), np.float32)  # decayed durations, see below
        self._rows = np.arange(rows)
        self._past = np.zeros((rows, memory, 4), np.int64)

    @classmethod
    def side_by_side(cls, lines: Sequence[Line]) -> Line:
        """Several lines as one, to be read, not pushed."""
        whole = side_by_side(lines, _OF_ROWS)
        whole._rows = np.arange(len(whole.kind))
        return whole

    @property
    def short(self) -> Floats:
        """What was heard in the last steps: durations by pitch class, [rows, 12]."""
        return self.profiles[:, 0]

    @property
    def long(self) -> Floats:
        """What was heard in the last bars, likewise."""
        return self.profiles[:, 1]

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]; NONE where it is unknown."""
        self.kind = np.minimum(events, FIRST_ONSET)
        onset = events >= FIRST_ONSET
        begun = self.pitch != NONE
        pitch = events + (LOWEST_PITCH - FIRST_ONSET)
        self.moved = np.where(onset, begun, self.moved)
        self.move = np.where(onset, pitch - self.pitch, self.move)
        self.pitch = np.where(onset, pitch, self.pitch)
        self.since = np.where(onset, 0, np.where(begun, self.since + 1, NONE))
        sounds = onset | ((events == HOLD) & begun)
        self._fade_in(sounds)
        newest = np.empty((len(events), 4), np.int64)
        newest[:, 0], newest[:, 1] = self.kind, np.where(sounds, self.pitch, NONE)
        newest[:, 2], newest[:, 3] = self.move, self.moved & onset
        self._past[self._rows, self.steps % self.memory] = newest
        self.steps = self.steps + 1

    def ago(self, steps: Ints) -> Moment:
        """What was so many steps ago in every row, [rows] or [rows, …]; 1 is the newest.

        Below 1 is none.
        """
        rows = self._rows if steps.ndim == 1 else self._rows[:, None]
        passed = self.steps if steps.ndim == 1 else self.steps[:, None]
        known = (steps >= 1) & (steps <= np.minimum(passed, self.memory))
        past = self._past[rows, (passed - steps) % self.memory]
        kind, pitch = np.where(known, past[..., 0], NONE), np.where(known, past[..., 1], NONE)
        return Moment(kind, pitch, past[..., 2], known & (past[..., 3] != 0))

    def _fade_in(self, sounds: npt.NDArray[np.bool_]) -> None:
        self.profiles *= _DECAYS
        if sounds.any():
            self.profiles[self._rows[sounds], :, self.pitch[sounds] % 12] += _NEWEST
