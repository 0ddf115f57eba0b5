"""Who gives the tempo at present: a MIDI clock, the player's notes, or nobody but the knob."""

from __future__ import annotations

from appliance.jam.controls import Controls, TempoFrom
from appliance.midi.messages import note_of
from appliance.tempo.midi_clock import MidiClock
from appliance.tempo.note_follower import NoteFollower
from appliance.tempo.pulse import Pulse


class Conductor:
    """Hears everything that is played, and says where the steps are."""

    def __init__(self) -> None:
        self._clock = MidiClock()
        self._notes = NoteFollower()

    def hear(self, moment: float, message: bytes, controls: Controls) -> None:
        """Follow one whole MIDI message, heard at a moment in seconds."""
        self._clock.take(moment, message)
        if controls.tempo_from is TempoFrom.NOTES:
            note = note_of(message)
            if note is not None and note.is_on:
                self._notes.hear(moment, controls.bpm)

    def pulse(self, now: float, controls: Controls) -> Pulse | None:
        """The newest step of whoever gives the tempo; None: nobody does at present."""
        if controls.tempo_from is TempoFrom.CLOCK:
            return self._clock.pulse(now)
        if controls.tempo_from is TempoFrom.NOTES:
            return self._notes.pulse(now)
        return None

    def stopped(self, controls: Controls) -> bool:
        """Whether a clock that is followed has been stopped since last asked."""
        return self._clock.stopped() and controls.tempo_from is TempoFrom.CLOCK
