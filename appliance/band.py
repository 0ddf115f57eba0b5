"""From the jam's parts to MIDI messages on channels, sent to every output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.jam.parts import Part
from appliance.midi.messages import note_off, note_on, silence
from appliance.music.notes import NoteMessage
from appliance.realtime.devices import MidiOutput


class Band:
    """The instruments that the box plays: a channel for each part, on all outputs."""

    def __init__(self, outputs: Sequence[MidiOutput], channels: Mapping[Part, int]) -> None:
        self._outputs = outputs
        self._channels = channels

    def play(self, due: Sequence[tuple[Part, NoteMessage]]) -> None:
        """Send what is due now."""
        for part, message in due:
            self._send(_bytes(self._channels[part], message))

    def silence(self) -> None:
        """End every note on the box's channels, also one that it does not know of."""
        for channel in sorted(set(self._channels.values())):
            for message in silence(channel):
                self._send(message)

    def _send(self, message: bytes) -> None:
        for output in self._outputs:
            output.send(message)


def _bytes(channel: int, message: NoteMessage) -> bytes:
    if message.is_on:
        return note_on(channel, message.pitch, message.velocity)
    return note_off(channel, message.pitch)
