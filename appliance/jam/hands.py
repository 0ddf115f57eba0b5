"""Bass and melody on one keyboard, told apart by a split point that follows the hands.

Each hand has an anchor, halfway between where it usually is and its last note; a new note belongs
to the hand whose anchor is nearer. So a tune may go down, and a bass up, without changing hands,
as long as it goes in steps. Where a channel is set aside for the bass, it tells instead.
"""

from __future__ import annotations

from collections.abc import Iterable

from appliance.music.notes import NoteMessage

BASS_HOME, MELODY_HOME = 43.0, 67.0  # MIDI pitches where the hands are at first
PACE = 0.15  # by which a hand's usual place follows its notes
APART = 12.0  # semitones that the hands' usual places keep from each other
HIGHEST_SPLIT = 64.0  # a note above it is never the bass', as one below LOWEST_SPLIT always is
LOWEST_SPLIT = 40.0


class _Hand:
    """Where a hand usually is and was last, MIDI pitches."""

    def __init__(self, home: float) -> None:
        self.usual = self.last = home

    @property
    def anchor(self) -> float:
        return (self.usual + self.last) / 2.0

    def play(self, pitch: int) -> None:
        self.last = float(pitch)
        self.usual += PACE * (pitch - self.usual)


class Hands:
    """Takes a player's messages apart; a note ends in the hand that it began in."""

    def __init__(self) -> None:
        self._bass, self._melody = _Hand(BASS_HOME), _Hand(MELODY_HOME)
        self._held: dict[int, bool] = {}  # pitch → whether the bass plays it

    @property
    def split(self) -> float:
        """The pitch below which a note is the bass'."""
        middle = (self._bass.anchor + self._melody.anchor) / 2.0
        return min(max(middle, LOWEST_SPLIT), HIGHEST_SPLIT)

    def part(self, messages: Iterable[NoteMessage]) -> tuple[list[NoteMessage], list[NoteMessage]]:
        """What the bass hand and what the melody hand did, each in order."""
        bass: list[NoteMessage] = []
        melody: list[NoteMessage] = []
        for message in messages:
            (bass if self._is_low(message) else melody).append(message)
        return bass, melody

    def _is_low(self, message: NoteMessage) -> bool:
        if message.low is not None:
            return message.low
        return self._begin(message.pitch) if message.is_on else self._end(message.pitch)

    def _begin(self, pitch: int) -> bool:
        """Whether a note that begins is the bass'; a key that is still held keeps its hand."""
        low = self._held.get(pitch, pitch < self.split)
        self._held[pitch] = low
        (self._bass if low else self._melody).play(pitch)
        self._keep_apart(low)
        return low

    def _end(self, pitch: int) -> bool:
        return self._held.pop(pitch, pitch < self.split)

    def _keep_apart(self, low: bool) -> None:
        """The hand that has not just played makes way."""
        lacking = APART - (self._melody.usual - self._bass.usual)
        if lacking > 0.0 and low:
            self._melody.usual += lacking
        elif lacking > 0.0:
            self._bass.usual -= lacking
