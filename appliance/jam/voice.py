"""A melodic voice of the box: events become note messages, and every note is ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appliance.music.events import HOLD, is_onset, pitch_of
from appliance.music.notes import NoteMessage


class Voice:
    """Keeps track of what it sounds, so that each note-on is followed by its note-off."""

    def __init__(self) -> None:
        self._sounding: set[int] = set()

    def play(self, event: int, velocity: int) -> list[NoteMessage]:
        """The messages of a monophonic event."""
        if event == HOLD:
            return []
        messages = self.silence()
        if is_onset(event):
            messages += self.relay([NoteMessage(pitch_of(event), velocity)])
        return messages

    def relay(self, messages: Iterable[NoteMessage]) -> list[NoteMessage]:
        """Play given messages; a pitch that already sounds is ended before it starts again."""
        out = []
        for message in messages:
            if message.pitch in self._sounding:
                self._sounding.discard(message.pitch)
                out.append(replace(message, velocity=0))
            if message.is_on:
                self._sounding.add(message.pitch)
                out.append(message)
        return out

    def silence(self) -> list[NoteMessage]:
        """End what sounds."""
        return self.relay([NoteMessage(pitch, 0) for pitch in sorted(self._sounding)])
