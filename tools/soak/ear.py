"""An ear at an output: which notes sound, and whether each that began has been ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from appliance.midi.messages import channel_of, ends_all, is_whole, note_of

Complain = Callable[[str], None]
Key = tuple[int, int]  # channel 1 … 16, pitch
Other = Callable[[float, bytes], None]
"""Told of a moment, in seconds, and a message that is no note."""
Begun = Callable[[float, Key], None]
"""Told of a moment, in seconds, and the note that began then."""


class Ear:
    """Follows what an output sends, message by message. `heard` counts them by kind."""

    def __init__(
        self,
        name: str,
        complain: Complain,
        begun: Begun = lambda moment, key: None,
        other: Other = lambda moment, message: None,
    ) -> None:
        """Nothing sounds; `begun` is told of every note that begins, `other` of all else."""
        self.name = name
        self.heard: Counter[str] = Counter()
        self.longest = 0.0  # seconds that a note has sounded
        self._complain, self._begun, self._other = complain, begun, other
        self._sounding: dict[Key, float] = {}
        self._latest = 0.0

    @property
    def sounding(self) -> tuple[Key, ...]:
        """What sounds at present."""
        return tuple(sorted(self._sounding))

    def on(self, channels: Iterable[int]) -> tuple[Key, ...]:
        """What sounds at present on some channels."""
        wanted = set(channels)
        return tuple(key for key in self.sounding if key[0] in wanted)

    def hear(self, moment: float, message: bytes) -> None:
        """A message comes, at a moment in seconds."""
        if not is_whole(message):
            self._complain(f"{self.name}: {message.hex(' ')} is no whole message")
        if moment < self._latest:
            self._complain(f"{self.name}: {moment:.4f} is told after {self._latest:.4f}")
        self._latest = max(self._latest, moment)
        note, channel = note_of(message), channel_of(message)
        if note is not None and channel is not None:
            (self._begin if note.is_on else self._end)(moment, (channel, note.pitch))
            return
        if ends_all(message) and (still := self.on([channel or 0])):
            self._complain(f"{self.name}: {still} are ended without a note-off")
        self.heard["other messages"] += 1
        self._other(moment, message)

    def _begin(self, moment: float, key: Key) -> None:
        self.heard["notes"] += 1
        if key in self._sounding:
            self._complain(f"{self.name}: {key} is struck again while it sounds")
        self._sounding[key] = moment
        self._begun(moment, key)

    def _end(self, moment: float, key: Key) -> None:
        begun = self._sounding.pop(key, None)
        if begun is None:
            self.heard["ends of nothing"] += 1
        else:
            self.longest = max(self.longest, moment - begun)
