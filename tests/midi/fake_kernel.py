"""A kernel's queue as tests see it: plays what it is handed at its time, or somewhat later."""

from __future__ import annotations

from collections import Counter

from appliance.midi.messages import channel_of, note_of


class FakeKernel:
    """Carries messages to one synth that remembers; time stands still but for `pass_to`."""

    def __init__(self, late: float = 0.0, early: float = 0.0) -> None:
        """What is handed over leaves so many seconds late, or early."""
        self.now = 0.0
        self.heard: list[tuple[float, bytes]] = []
        self._shift = late - early
        self._waiting: list[tuple[float, int, bytes, int]] = []
        self._number = 0

    def clock(self) -> float:
        """The present moment."""
        return self.now

    def send(self, message: bytes) -> None:
        self.heard.append((self.now, message))

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        self._number += 1
        self._waiting.append((due + self._shift, self._number, message, tag))
        self._waiting.sort()
        self.pass_to(self.now)

    def take_back(self, tag: int, channel: int | None) -> None:
        self._waiting = [
            each
            for each in self._waiting
            if each[3] != tag or channel not in (None, channel_of(each[2]))
        ]

    def pass_to(self, moment: float) -> None:
        """Let time go on, and play what is due meanwhile."""
        while self._waiting and self._waiting[0][0] <= moment:
            due, _, message, _ = self._waiting.pop(0)
            self.heard.append((max(due, self.now), message))
        self.now = max(self.now, moment)

    @property
    def sounding(self) -> set[tuple[int | None, int]]:
        """Channel and pitch of what sounds at a synth that ends a note by its note-off alone."""
        sounding: Counter[tuple[int | None, int]] = Counter()
        for _, message in self.heard:
            note = note_of(message)
            if note is not None:
                sounding[channel_of(message), note.pitch] = int(note.is_on)
        return set(+sounding)

    @property
    def messages(self) -> list[bytes]:
        """What was heard, without when."""
        return [message for _, message in self.heard]
