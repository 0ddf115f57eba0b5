"""Keys with a meaning of their own: one that is the switch, and those of a bass keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.midi.messages import channel_of, note_of
from appliance.midi.routing import PortRules

NO_KEY = -1
ANY_CHANNEL = 0


@dataclass(frozen=True, slots=True)
class Keys:
    """How notes are understood.

    Attributes:
        switch: the pitch whose key does what the switch does; NO_KEY: none.
        bass_channel: 1 … 16: notes on it are the player's bass, all others the melody;
            ANY_CHANNEL: none is told so.
        bass_keyboard: part of the name of a keyboard whose notes are the player's bass, all others
            the melody; none: their pitch tells.
    """

    switch: int = NO_KEY
    bass_channel: int = ANY_CHANNEL
    bass_keyboard: str = ""

    def is_switch(self, message: bytes) -> bool:
        """Whether a message is of the key that is the switch: it is no note then."""
        note = note_of(message)
        return note is not None and note.pitch == self.switch

    def is_low(self, message: bytes, source: str = "") -> bool | None:
        """Whether a note message from a keyboard is the player's bass; None: its pitch tells."""
        if self.bass_keyboard:
            return PortRules((self.bass_keyboard,)).admit(source)
        if self.bass_channel == ANY_CHANNEL:
            return None
        return channel_of(message) == self.bass_channel
