"""Synths that sound nothing, and know at every moment what would.

One is played as ALSA's are, ahead of time, by a queue like the kernel's, and ends a note by its
note-off alone. The other is sent everything at once, as a page is, and obeys "all notes off".
"""

from __future__ import annotations

from array import array
from bisect import insort
from collections.abc import Callable

from appliance.midi.ahead import Ahead
from appliance.midi.messages import channel_of, ends_all, is_whole, note_of
from appliance.midi.outputs import HANDED_AHEAD
from appliance.tempo.midi_clock import TICK

Key = tuple[int, int]  # channel 1 … 16, pitch


class Sounding:
    """What sounds at a synth, and since when; `broken` are messages that are none."""

    def __init__(self, obeys_all_off: bool) -> None:
        """`obeys_all_off`: whether "all notes off" ends anything."""
        self.since: dict[Key, float] = {}
        self.ticks = array("d")  # of the MIDI clock, moments in seconds
        self.started = 0
        self.broken: list[bytes] = []
        self._obeys = obeys_all_off

    def take(self, moment: float, message: bytes) -> None:
        """A message that arrives at a moment in seconds."""
        if not is_whole(message):
            self.broken.append(message)
            return
        if message[0] == TICK:
            self.ticks.append(moment)
            return
        note, channel = note_of(message), channel_of(message) or 0
        if note is not None and note.is_on:
            self.started += 1
            self.since.setdefault((channel, note.pitch), moment)
        elif note is not None:
            self.since.pop((channel, note.pitch), None)
        elif self._obeys and ends_all(message):
            for key in [key for key in self.since if key[0] == channel]:
                del self.since[key]


class PlainSynth:
    """An output that is sent everything at its time."""

    lead = 0.0
    queue = None
    problem = None

    def __init__(self, clock: Callable[[], float]) -> None:
        self.sounding = Sounding(obeys_all_off=True)
        self._clock = clock

    def start(self) -> None:
        """It is there."""

    def close(self) -> None:
        """It stays."""

    def send(self, message: bytes) -> None:
        """Take a message."""
        self.sounding.take(self._clock(), message)


class _Kernel:
    """A queue that plays what it is handed at its time, and can be told to forget some of it."""

    def __init__(self, sounding: Sounding, clock: Callable[[], float]) -> None:
        self._sounding, self._clock = sounding, clock
        self._waiting: list[tuple[float, int, bytes, int]] = []
        self._number = 0

    def send(self, message: bytes) -> None:
        self._sounding.take(self._clock(), message)

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        self._number += 1
        insort(self._waiting, (due, self._number, message, tag))

    def take_back(self, tag: int, channel: int | None) -> None:
        self._waiting = [
            each
            for each in self._waiting
            if each[3] != tag or channel not in (None, channel_of(each[2]))
        ]

    def pass_to(self, moment: float) -> None:
        """Play what is due by a moment."""
        count = 0
        for due, _, message, _ in self._waiting:
            if due > moment:
                break
            self._sounding.take(due, message)
            count += 1
        del self._waiting[:count]


class QueuedSynth:
    """An output with a queue of the kernel's, spoken to by way of `Ahead` as the real one."""

    lead = 0.02
    ahead = HANDED_AHEAD
    problem = None

    def __init__(self, clock: Callable[[], float]) -> None:
        self.sounding = Sounding(obeys_all_off=False)
        self._kernel = _Kernel(self.sounding, clock)
        self._ahead = Ahead(self._kernel, clock)

    @property
    def queue(self) -> QueuedSynth:
        """What takes messages ahead of their time."""
        return self

    def start(self) -> None:
        """It is there."""

    def close(self) -> None:
        """End all that sounds."""
        self._ahead.end()

    def send(self, message: bytes) -> None:
        """Send one message at once."""
        if is_whole(message):
            self._ahead.send(message)
        else:
            self.sounding.broken.append(message)

    def send_at(self, message: bytes, due: float, lasting: bool = False) -> None:
        """Let one message leave at a moment."""
        if is_whole(message):
            self._ahead.send_at(message, due, lasting)
        else:
            self.sounding.broken.append(message)

    def recall(self, lasting: bool = False) -> None:
        """Take back what has not left yet."""
        self._ahead.recall(lasting)

    def pass_to(self, moment: float) -> None:
        """Let time go on."""
        self._kernel.pass_to(moment)
