"""What is handed over ahead of its time, and what still happens at once: no note sticks.

A message that is handed over cannot be looked at again, only taken back; and whether it left just
before that, nobody tells. So what is handed over is remembered a little beyond its moment:

    ──────────┬───────────────┬──────────┬─────────────────────────►
              │ left surely,  │ now, or  │ waits: taken back, it
     is in    │ but may still │ just be- │ has not sounded
     `held`   │ be taken back │ fore     │
           now-SURE       now-DOUBT     now

Something that happens at once and meets what waits (the same key, or all keys of the channel)
takes that back, and everything is laid anew in the order of its moments. What may have left or not
is sent again where silence depends on it: a note-off too many does no harm, one too few does.
"""

from __future__ import annotations

import itertools
import time
from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from appliance.midi.held import HeldNotes
from appliance.midi.messages import channel_of, ends_all, note_of, note_off

SURE = 0.1  # seconds after which what was due has left, whatever the kernel was busy with
EARLY = 0.002  # seconds by which a message may leave before its moment
DOUBT = 0.005  # seconds for which it is worth sending again what may have been taken back
_OTHER, _LASTING = 128, 129  # tags; those of notes are their pitches


class Carrier(Protocol):
    """What carries messages to all synths."""

    def send(self, message: bytes) -> None:
        """Send a message at once."""

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Let a message be sent at a moment; those of one moment leave in the order given."""

    def take_back(self, tag: int, channel: int | None) -> None:
        """Forget what waits with a tag, and on a channel if one is given."""


_Key = tuple[int, int]  # channel, pitch


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    """A message and its moment. What it means is kept: it is asked for each pair of them.

    `key` is that of a note, `is_on` whether it begins, `ended` the channel whose notes all end.
    """

    due: float
    number: int
    message: bytes = field(compare=False)
    lasting: bool = field(compare=False)
    key: _Key | None = field(compare=False)
    is_on: bool = field(compare=False)
    ended: int | None = field(compare=False)

    @property
    def label(self) -> tuple[int, int | None]:
        """Tag and channel to take it back by."""
        if self.lasting:
            return _LASTING, None
        return (
            (_OTHER, channel_of(self.message)) if self.key is None else (self.key[1], self.key[0])
        )

    def meets(self, other: _Entry) -> bool:
        """Whether this note is one that the other begins or ends as well."""
        key = self.key
        return key is not None and (key == other.key or key[0] == other.ended)


class Ahead:
    """Keeps the notes that sound and those handed over ahead; for one thread at a time."""

    def __init__(self, carrier: Carrier, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing sounds at first."""
        self._carrier = carrier
        self._clock = clock
        self._held = HeldNotes()
        self._waiting: list[_Entry] = []  # by their moments
        self._numbers = itertools.count()

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels that any message has used so far, in order."""
        waiting = [channel_of(entry.message) for entry in self._waiting]
        used = {*self._held.channels, *(channel for channel in waiting if channel is not None)}
        return tuple(sorted(used))

    def send(self, message: bytes) -> None:
        """Send a message at once."""
        entry = self._entry(self._clock(), message)
        met = self._met(entry)
        if met:
            self._lay_anew(met, entry)
        else:
            self._send(self._held.follow(message))

    def send_at(self, message: bytes, due: float, lasting: bool = False) -> None:
        """Hand a message over to be sent at a moment; what ends all notes is sent at once.

        What is `lasting` stays where others are recalled; no note lasts.
        """
        if ends_all(message):
            self.send(message)
            return
        entry = self._entry(due, message, lasting and note_of(message) is None)
        met = self._met(entry)
        if any(other.due > due for other in met):
            self._lay_anew(met, entry, at_once=False)
        else:
            self._hand_over(entry)

    def recall(self, lasting: bool = False) -> None:
        """Take back what has not sounded yet; notes whose end was among it end now.

        What lasts stays, unless it is asked for.
        """
        self._settle()
        recalled = [each for each in self._waiting if lasting or not each.lasting]
        now = self._take(recalled)
        for entry in recalled:
            if entry.is_on and entry.due <= now:
                self._held.follow(entry.message)  # it may sound
            elif entry.key is not None and not entry.is_on:
                self._send(self._held.follow(entry.message))

    def end(self) -> None:
        """Take back everything, and end every note."""
        self.recall(lasting=True)
        self._send(self._held.ends())

    def _entry(self, due: float, message: bytes, lasting: bool = False) -> _Entry:
        channel, note = channel_of(message), note_of(message)
        key = None if channel is None or note is None else (channel, note.pitch)
        ended = channel if ends_all(message) else None
        is_on = note is not None and note.is_on
        return _Entry(due, next(self._numbers), message, lasting, key, is_on, ended)

    def _met(self, entry: _Entry) -> list[_Entry]:
        self._settle()
        return [each for each in self._waiting if each.meets(entry)]

    def _settle(self) -> None:
        """What is due long enough has left."""
        sure = self._clock() - SURE
        while self._waiting and self._waiting[0].due <= sure:
            self._held.follow(self._waiting.pop(0).message)

    def _lay_anew(self, met: list[_Entry], entry: _Entry, at_once: bool = True) -> None:
        """Take back what an entry meets, and put all in the order of their moments."""
        now = self._take(met)
        for each in sorted([*met, entry]):
            if each is entry and (at_once or each.due <= now):
                self._send(self._held.follow(each.message))
            elif each.due <= now:
                self._send_again(each, now)
            else:
                self._hand_over(each)

    def _send_again(self, entry: _Entry, now: float) -> None:
        """Make sure of a message that has left, or was taken back just before it did."""
        sent = self._held.follow(entry.message)
        if not entry.is_on:
            self._send(sent)
        elif entry.due > now - DOUBT:
            channel, pitch = channel_of(entry.message) or 1, entry.message[1]
            self._send((note_off(channel, pitch), entry.message))

    def _hand_over(self, entry: _Entry) -> None:
        """Hand an entry over, as what comes before it asks for."""
        view = self._held.copy()
        for earlier in self._waiting:
            if earlier.meets(entry):
                view.follow(earlier.message)
        insort(self._waiting, entry)
        for message in view.follow(entry.message):
            self._carrier.send_at(message, entry.due, entry.label[0])

    def _take(self, entries: list[_Entry]) -> float:
        """Take entries back; returns a moment: what is due after it has surely not left."""
        gone = {entry.number for entry in entries}
        self._waiting = [entry for entry in self._waiting if entry.number not in gone]
        for tag, channel in {entry.label: None for entry in entries}:
            self._carrier.take_back(tag, channel)
        return self._clock() + EARLY

    def _send(self, messages: Iterable[bytes]) -> None:
        for message in messages:
            self._carrier.send(message)
