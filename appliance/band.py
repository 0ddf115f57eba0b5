"""From the jam's parts to MIDI messages on channels, sent to every output at their time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.jam.steering import OFF
from appliance.midi.clock_out import STOP, ClockOut
from appliance.midi.messages import control, note_off, note_on, program, silence
from appliance.music.genres import Genre
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.agenda import Agenda
from appliance.realtime.devices import MidiOutput
from appliance.realtime.slot import Slot

REMINDER_SECONDS = 5.0  # a synth may have been plugged in since a program was last sent


class Band:
    """The instruments that the box plays: a channel for each part, on all outputs."""

    def __init__(
        self,
        outputs: Sequence[MidiOutput],
        channels: Mapping[Part, int],
        agenda: Agenda,
        programs: bool = True,
        clock: Callable[[], float] = time.monotonic,
        timed: Sequence[MidiOutput] = (),
        state_controller: int = OFF,
    ) -> None:
        """
        Args:
            outputs: all that sound.
            channels: of the parts, 1 … 16.
            agenda: keeps what is to be sent until its time.
            programs: whether to choose the synths' sounds by the genre.
            clock: seconds.
            timed: outputs that get MIDI clock.
            state_controller: number of the one that tells whose turn it is; OFF: none does.
        """
        self._outputs = outputs
        self._channels = channels
        self._agenda = agenda
        self._choosing = programs
        self._state_controller, self._state = state_controller, 0
        self._timed, self._clock_out = timed, ClockOut()
        self._clock = clock
        self._programs: Mapping[Part, int] = {}
        self._begun: dict[tuple[Part, int], float] = {}  # moments; no note ends before it
        self._told: dict[Part, tuple[int, float]] = {}  # the program last sent, and when
        self._sounding: dict[Part, set[int]] = {part: set() for part in channels}

    def dress(self, genre: Genre) -> None:
        """Sound as the genre does from the next note on that begins out of silence."""
        self._programs = INSTRUMENTS[genre.key].programs if self._choosing else {}

    def play(self, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """Put down what is due in a step, by the agenda's clock."""
        for part, message in due:
            moment = slot.moment(message.late)
            channel, sounding = self._channels[part], self._sounding[part]
            if message.is_on:
                self._begun[part, message.pitch] = moment
                self._choose(part, moment)
                sounding.add(message.pitch)
                self._put(moment, note_on(channel, message.pitch, message.velocity))
            else:
                sounding.discard(message.pitch)
                moment = max(moment, self._begun.pop((part, message.pitch), moment))
                self._put(moment, note_off(channel, message.pitch))

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """Put down the MIDI clock of one step.

        Args:
            place: of the step, in sixteenths since its bar line.
            meter: of the bar.
            moment: at which it begins, in seconds.
            period: seconds it lasts.
        """
        if self._timed:
            for when, message in self._clock_out.step(place, meter.steps_per_bar, moment, period):
                self._put_to(self._timed, when, message, lasting=True)

    def tell(self, phase: Phase) -> None:
        """Tell others whose turn it is, by a controller, where one is set."""
        value = 0 if phase is Phase.LISTEN else 127
        if self._state_controller and value != self._state:
            self._state = value
            self._agenda.at(0.0, partial(send_to, self._outputs, self._told_state()), lasting=True)

    def silence(self) -> None:
        """End every note on the box's channels, also one that it does not know of."""
        self._agenda.clear()
        recall(self._outputs)
        self._told.clear()  # a program may have been forgotten with the rest
        for sounding in self._sounding.values():
            sounding.clear()
        for channel in sorted(set(self._channels.values())):
            for message in silence(channel):
                send_to(self._outputs, message)

    def close(self) -> None:
        """End every note, the box's turn, and the clock."""
        self.silence()
        if self._state:
            self._state = 0
            send_to(self._outputs, self._told_state())
        recall(self._timed, lasting=True)
        send_to(self._timed, STOP)

    def _told_state(self) -> bytes:
        return control(self._channels[Part.ANSWER], self._state_controller, self._state)

    def _choose(self, part: Part, moment: float) -> None:
        """Tell the synths the part's program, unless they know it or a note sounds."""
        wanted = self._programs.get(part)
        if wanted is None or self._sounding[part]:
            return
        told, when = self._told.get(part, (None, 0.0))
        if told != wanted or self._clock() - when >= REMINDER_SECONDS:
            self._told[part] = wanted, self._clock()
            self._put(moment, program(self._channels[part], wanted))

    def _put(self, moment: float, message: bytes) -> None:
        self._put_to(self._outputs, moment, message)

    def _put_to(
        self, outputs: Sequence[MidiOutput], moment: float, message: bytes, lasting: bool = False
    ) -> None:
        """Put a message down: to be sent at its time, or handed to a queue ahead of it."""
        for output in outputs:
            due, queue = moment - output.lead, output.queue
            if queue is None:
                self._agenda.at(due, partial(output.send, message), lasting)
            else:
                handed = partial(queue.send_at, message, due, lasting)
                self._agenda.at(due - queue.ahead, handed, lasting, latest=due)


def send_to(outputs: Sequence[MidiOutput], message: bytes) -> None:
    """Send a message to all of some outputs at once."""
    for output in outputs:
        output.send(message)


def recall(outputs: Sequence[MidiOutput], lasting: bool = False) -> None:
    """Let the queues of some outputs forget what has not left yet, and perhaps what lasts."""
    for output in outputs:
        if output.queue is not None:
            output.queue.recall(lasting)
