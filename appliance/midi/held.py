"""Which notes are held down or sounding, so that none is ever left behind."""

from __future__ import annotations

from collections import Counter

from appliance.midi.messages import channel_of, ends_all, note_of, note_off

MOST_VOICES = 8  # of one key, where a keyboard begins it again and again and never ends it
_Key = tuple[int, int]  # channel 1 … 16, pitch


class HeldNotes:
    """Follows a stream of MIDI messages and knows which notes have not been ended yet.

    Two voices may hold the same pitch. It is struck again for the second one, and ends with the
    last: every note-on that goes out has exactly one note-off.
    """

    def __init__(self) -> None:
        """Nothing is held at first."""
        self._holders: Counter[_Key] = Counter()
        self._channels: set[int] = set()

    def __len__(self) -> int:
        """How many different notes are held."""
        return len(self._holders)

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels that any message has used so far, in order."""
        return tuple(sorted(self._channels))

    def copy(self) -> HeldNotes:
        """The same notes, held apart from these."""
        copy = HeldNotes()
        copy._holders, copy._channels = self._holders.copy(), self._channels.copy()
        return copy

    def follow(self, message: bytes) -> tuple[bytes, ...]:
        """Take note of a message, and return what is to be sent in its place."""
        channel = channel_of(message)
        if channel is None:
            return (message,)
        self._channels.add(channel)
        if ends_all(message):
            return (*self._end(channel), message)
        note = note_of(message)
        if note is None:
            return (message,)
        key = (channel, note.pitch)
        return self._start(key, message) if note.is_on else self._release(key, message)

    def relief(self, message: bytes) -> tuple[bytes, ...]:
        """The note-off that must come before a message whose key MOST_VOICES hold already."""
        note, channel = note_of(message), channel_of(message)
        if note is None or channel is None or not note.is_on:
            return ()
        crowded = self._holders[channel, note.pitch] >= MOST_VOICES
        return (note_off(channel, note.pitch),) if crowded else ()

    def awaits(self, message: bytes) -> bool:
        """Whether a message ends a note that is held."""
        note, channel = note_of(message), channel_of(message)
        if ends_all(message):
            return any(key[0] == channel for key in self._holders)
        if note is None or channel is None or note.is_on:
            return False
        return (channel, note.pitch) in self._holders

    def ends(self) -> tuple[bytes, ...]:
        """One note-off for each note that still sounds; they are held no more."""
        held = sorted(self._holders)
        self._holders.clear()
        return tuple(note_off(*key) for key in held)

    def releases(self) -> tuple[bytes, ...]:
        """One note-off for each note-on still without one; the notes are held no more."""
        held = sorted(self._holders.elements())
        self._holders.clear()
        return tuple(note_off(*key) for key in held)

    def _start(self, key: _Key, message: bytes) -> tuple[bytes, ...]:
        self._holders[key] += 1
        return (message,) if self._holders[key] == 1 else (note_off(*key), message)

    def _release(self, key: _Key, message: bytes) -> tuple[bytes, ...]:
        if key not in self._holders:
            return ()
        self._holders[key] -= 1
        if self._holders[key] > 0:
            return ()
        del self._holders[key]
        return (message,)

    def _end(self, channel: int) -> tuple[bytes, ...]:
        """Note-offs for all that is held on one channel."""
        held = sorted(key for key in self._holders if key[0] == channel)
        for key in held:
            del self._holders[key]
        return tuple(note_off(*key) for key in held)
