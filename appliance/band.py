"""From the jam's parts to MIDI messages on channels, sent to every output."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.midi.messages import note_off, note_on, program, silence
from appliance.music.genres import Genre
from appliance.music.notes import NoteMessage
from appliance.realtime.devices import MidiOutput

REMINDER_SECONDS = 5.0  # a synth may have been plugged in since a program was last sent


class Band:
    """The instruments that the box plays: a channel for each part, on all outputs."""

    def __init__(
        self,
        outputs: Sequence[MidiOutput],
        channels: Mapping[Part, int],
        programs: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            outputs: all that sound.
            channels: of the parts, 1 … 16.
            programs: whether to choose the synths' sounds by the genre.
            clock: seconds.
        """
        self._outputs = outputs
        self._channels = channels
        self._choosing = programs
        self._clock = clock
        self._programs: Mapping[Part, int] = {}
        self._told: dict[Part, tuple[int, float]] = {}  # the program last sent, and when
        self._sounding: dict[Part, set[int]] = {part: set() for part in channels}

    def dress(self, genre: Genre) -> None:
        """Sound as the genre does from the next note on that begins out of silence."""
        self._programs = INSTRUMENTS[genre.key].programs if self._choosing else {}

    def play(self, due: Sequence[tuple[Part, NoteMessage]]) -> None:
        """Send what is due now."""
        for part, message in due:
            channel, sounding = self._channels[part], self._sounding[part]
            if message.is_on:
                self._choose(part)
                sounding.add(message.pitch)
                self._send(note_on(channel, message.pitch, message.velocity))
            else:
                sounding.discard(message.pitch)
                self._send(note_off(channel, message.pitch))

    def silence(self) -> None:
        """End every note on the box's channels, also one that it does not know of."""
        for sounding in self._sounding.values():
            sounding.clear()
        for channel in sorted(set(self._channels.values())):
            for message in silence(channel):
                self._send(message)

    def _choose(self, part: Part) -> None:
        """Tell the synths the part's program, unless they know it or a note sounds."""
        wanted = self._programs.get(part)
        if wanted is None or self._sounding[part]:
            return
        told, when = self._told.get(part, (None, 0.0))
        if told != wanted or self._clock() - when >= REMINDER_SECONDS:
            self._told[part] = wanted, self._clock()
            self._send(program(self._channels[part], wanted))

    def _send(self, message: bytes) -> None:
        for output in self._outputs:
            output.send(message)
