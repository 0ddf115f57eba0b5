"""The melody of polyphonic playing: at every step the highest note that has its say.

A lower note that starts under a sounding melody note is an inner voice, unless the melody note
is let go within the next step: then it was the next note of a legato line, heard a step late.
A bass is the same from below.
"""

from __future__ import annotations

from collections.abc import Iterable

from appliance.music.events import HOLD, REST, onset
from appliance.music.notes import NoteMessage

LEGATO_STEPS = 1


class MelodyTracker:
    """Turns the note messages of each step into the melody's event of that step."""

    def __init__(self, lowest: bool = False) -> None:
        """`lowest` follows the lowest notes instead of the highest."""
        self._lowest = lowest
        self._begun: dict[int, int] = {}  # sounding pitch → step it began in
        self._melody: int | None = None
        self._step = -1

    def step(self, messages: Iterable[NoteMessage]) -> int:
        """Event of the next step, from the messages heard in it, in their order."""
        self._step += 1
        struck = self._update(messages)
        leader = max(self._candidates(struck), key=self._rank, default=None)
        if leader is not None:
            self._melody = leader
            return onset(leader)
        if self._melody not in self._begun:
            self._melody = None
        return REST if self._melody is None else HOLD

    def _update(self, messages: Iterable[NoteMessage]) -> list[int]:
        """Take in the step's messages; returns the pitches struck, also those let go at once."""
        struck = []
        for message in messages:
            if message.is_on:
                struck.append(message.pitch)
                self._begun[message.pitch] = self._step
            else:
                self._begun.pop(message.pitch, None)
        return struck

    def _candidates(self, struck: list[int]) -> list[int]:
        """Pitches that may take the melody over in this step."""
        melody = self._melody
        if melody in self._begun and self._begun[melody] < self._step:
            return [pitch for pitch in struck if self._rank(pitch) > self._rank(melody)]
        if melody is None or struck:
            return struck
        return [p for p, begun in self._begun.items() if self._step - begun <= LEGATO_STEPS]

    def _rank(self, pitch: int) -> int:
        return -pitch if self._lowest else pitch
