"""What the tests play, and what is asked of what they hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tools.virtual.box import Heard

NOTE_ON, NOTE_OFF = 0x90, 0x80
EIGHTH = 0.25  # seconds, at 120 beats a minute
TUNE = (60, 62, 64, 65, 67, 65, 64, 62)
ANSWER, BASS = 1, 2  # channels

Phrase = list[tuple[float, bytes]]


def phrase(pitches: Sequence[int] = TUNE, length: float = EIGHTH) -> Phrase:
    """Notes one after the other: moments in seconds, and messages."""
    played: Phrase = []
    for place, pitch in enumerate(pitches):
        played.append((place * length, bytes([NOTE_ON, pitch, 90])))
        played.append(((place + 0.8) * length, bytes([NOTE_OFF, pitch, 64])))
    return played


def notes(heard: Iterable[Heard], channel: int) -> list[tuple[float, int]]:
    """The notes that began on a channel: moments and pitches."""
    return [
        (moment, message[1])
        for moment, message in heard
        if message[0] == NOTE_ON | channel - 1 and message[2]
    ]


def sounding(heard: Iterable[Heard]) -> Counter[tuple[int, int]]:
    """The notes that were begun more often than ended, by channel (from 0) and pitch."""
    begun: Counter[tuple[int, int]] = Counter()
    for _, message in heard:
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind == NOTE_ON and message[2]:
            begun[channel, message[1]] += 1
        elif kind in (NOTE_ON, NOTE_OFF):
            begun[channel, message[1]] -= 1
    return +begun
