"""Another program on the JACK server: it plays into the box's port and hears what comes out."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import rtmidi

from appliance.realtime.tuning import settle_memory, switch_threads_often
from tests.box.running import until
from tools.bench.boxes import STATE, SWITCH

NOTE_ON, NOTE_OFF, CONTROL = 0x90, 0x80, 0xB0
CLICK_CHANNEL = 9  # counted from 0
TURN_SECONDS = 2.0  # after which a switch that was not heeded is flipped again
MOST_FLIPS = 10
SETTLING = 1.0  # seconds: JACK loses what is sent before a tie holds; the box looks twice in it


class Heard(NamedTuple):
    """A message, and the moment it came, in seconds of `time.monotonic()`."""

    moment: float
    message: tuple[int, ...]

    @property
    def begins_note(self) -> bool:
        """Whether a note begins."""
        return self.message[0] & 0xF0 == NOTE_ON and self.message[2] > 0

    @property
    def channel(self) -> int:
        """Counted from 0."""
        return self.message[0] & 0x0F


class Guest:
    """Hands on the box's "in", ears at its "out"; `heard` grows as long as it is there."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._turns: dict[int, bool] = {}  # by channel: whether it is the box's
        self._keys = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="guest-keys")
        self._ears = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="guest-ears")
        self._ears.set_callback(self._hear)
        self._open(self._keys, "in", "out")
        self._open(self._ears, "out", "in")
        time.sleep(SETTLING)

    def send(self, *message: int) -> float:
        """Send a message; the moment before."""
        moment = time.monotonic()
        self._keys.send_message(message)
        return moment

    def strike(self, pitch: int, channel: int = 0, velocity: int = 90) -> float:
        """A key goes down; the moment."""
        return self.send(NOTE_ON | channel, pitch, velocity)

    def let_go(self, pitch: int, channel: int = 0) -> float:
        """A key goes up; the moment."""
        return self.send(NOTE_OFF | channel, pitch, 0)

    def play(self, pitches: Sequence[int], seconds: float, channel: int = 0) -> float:
        """A tune of notes that last so long; the moment of its first."""
        begin = time.monotonic()
        for number, pitch in enumerate(pitches):
            self.strike(pitch, channel)
            time.sleep(max(0.0, begin + (number + 0.8) * seconds - time.monotonic()))
            self.let_go(pitch, channel)
            time.sleep(max(0.0, begin + (number + 1.0) * seconds - time.monotonic()))
        return begin

    def flip(self, channel: int = 0) -> float:
        """The switch; the moment."""
        moment = self.strike(SWITCH, channel)
        self.let_go(SWITCH, channel)
        return moment

    def boxs_turn(self, channel: int = 0) -> bool:
        """Whether it is the box's turn, as it tells by its controller."""
        return self._turns.get(channel, False)

    def turn(self, boxs: bool, channel: int = 0) -> None:
        """Flip until it is the box's turn, or not.

        Raises:
            AssertionError: if the box does not heed the switch at all.
        """
        for _ in range(MOST_FLIPS):
            if self.boxs_turn(channel) == boxs:
                return
            self.flip(channel)
            deadline = time.monotonic() + TURN_SECONDS
            while self.boxs_turn(channel) != boxs and time.monotonic() < deadline:
                time.sleep(0.005)
        assert self.boxs_turn(channel) == boxs, "the switch is not heeded"

    def notes(self, *channels: int, since: int = 0) -> list[float]:
        """Moments at which notes began, on all channels or on these.

        Args:
            channels: counted from 0.
            since: how many messages to leave out, the first ones.
        """
        return [
            each.moment
            for each in self.heard[since:]
            if each.begins_note and (not channels or each.channel in channels)
        ]

    def close(self) -> None:
        """Go."""
        self._ears.cancel_callback()
        time.sleep(0.05)
        for client in (self._keys, self._ears):
            client.close_port()
            client.delete()

    def _hear(self, event: tuple[list[int], float], _: object) -> None:
        moment, message = time.monotonic(), tuple(event[0])
        self.heard.append(Heard(moment, message))
        if message[0] & 0xF0 == CONTROL and message[1] == STATE:
            self._turns[message[0] & 0x0F] = message[2] > 0

    @staticmethod
    def _open(client: rtmidi.MidiIn | rtmidi.MidiOut, direction: str, name: str) -> None:
        def found() -> list[int]:
            names = [each.lower() for each in client.get_ports()]
            return [i for i, n in enumerate(names) if "antiphon" in n and n.endswith(direction)]

        until(found, f"the box's port {direction!r}")
        client.open_port(found()[0], name=name)


@contextmanager
def guest() -> Iterator[Guest]:
    """A guest as long as it is needed; the box must be there.

    What it hears is not stamped late for what else this process does.
    """
    settle_memory()
    switch_threads_often()
    someone = Guest()
    try:
        yield someone
    finally:
        someone.close()
        gc.unfreeze()
        gc.enable()
