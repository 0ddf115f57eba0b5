"""The live stage: what the loop hears, what is set, and who plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from appliance.band import Band
from appliance.conductor import Conductor
from appliance.desk import Desk
from appliance.jam.controls import Controls
from appliance.jam.parts import Part
from appliance.jam.phases import Signal
from appliance.jam.view import View
from appliance.midi.keys import Keys
from appliance.midi.messages import controller_of, note_of
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.devices import PanelEvent
from appliance.realtime.inbox import Inbox
from appliance.realtime.loop import Lead
from appliance.realtime.slot import Slot
from appliance.recording.recorder import Recorder

SHOWN_APART = 0.005  # of a tempo that is followed: less is not worth another number


class LiveStage:
    """Inbox, desk and band as the loop sees them."""

    def __init__(
        self,
        inbox: Inbox,
        desk: Desk,
        band: Band,
        idle: Callable[[], None],
        recorder: Recorder | None = None,
        keys: Keys | None = None,
    ) -> None:
        self._inbox = inbox
        self._desk = desk
        self._band = band
        self._idle = idle
        self._conductor, self._keys = Conductor(), keys or Keys()
        self._recorder, self._heard = recorder, list[NoteMessage]()

    def hear(self, moment: float, slot: Slot) -> list[NoteMessage]:
        """The note messages heard before a moment, each once; controllers steer the desk."""
        notes: list[NoteMessage] = []
        heard = self._inbox.take_until(moment)
        for stamp, message in heard:
            self._conductor.hear(stamp, message, self._desk.hand.controls)
            if (moved := controller_of(message)) is not None:
                self._desk.steer(*moved)
            note = note_of(message)
            if self._keys.is_switch(message):
                if note is not None and note.is_on:
                    self._desk.report(PanelEvent.FLIP)
            elif note is not None:
                low = self._keys.is_low(message)
                notes.append(replace(note, late=slot.late(stamp), low=low))
        self._heard = notes
        return notes

    def see(self, view: View, slot: Slot) -> None:
        """What there is to see after a step; it is kept with what was heard."""
        self._band.tell(view.phase)
        if self._recorder is not None:
            self._recorder.hear(slot.position, self._heard, view)

    def lead(self, moment: float) -> Lead:
        """What somebody else who gives the tempo has said by a moment; the desk shows it."""
        controls = self._desk.hand.controls
        pulse = self._conductor.pulse(moment, controls)
        if pulse is not None and abs(pulse.bpm / controls.bpm - 1.0) > SHOWN_APART:
            self._desk.set_tempo(pulse.bpm)
        return Lead(pulse, self._conductor.stopped(controls))

    def hands(self) -> tuple[Controls, Signal | None]:
        """The controls, and what hands have asked for since last asked."""
        controls, signal = self._desk.take()
        self._band.dress(controls.genre)
        return controls, signal

    def play(self, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """Put down what is due in a step."""
        self._band.play(due, slot)
        if self._recorder is not None:
            self._recorder.play(slot.position, due)

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """Tell others a step."""
        self._band.beat(place, meter, moment, period)

    def hush(self) -> None:
        """End every sounding note."""
        self._band.silence()

    def idle(self) -> None:
        """Nobody plays: time for what can wait."""
        self._idle()
