"""Call and response: listen, replay the call if wanted, answer it, listen again.

The phases and what changes them stand in `phases`; here is what happens on each arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from appliance.jam.answer import Answer, Span, call_length
from appliance.jam.bars import Bars
from appliance.jam.call import Call
from appliance.jam.controls import Controls, Mode
from appliance.jam.listening import Listening
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal, after
from appliance.jam.reader import Reader
from appliance.jam.voice import Voice
from appliance.jam.way import Due
from appliance.models.predictor import Predictor
from appliance.music.events import REST
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage

IDLE_BARS = 2
IN_BARS = (Mode.TRADE, Mode.OVERLAP)  # modes in which turns are so many bars


class CallAndResponse(Listening):
    """One player's turns with the box. `bars` is where the bar lines are at present."""

    def __init__(self, predictor: Predictor, random: np.random.Generator, meter: Meter) -> None:
        self.phase = Phase.LISTEN
        self.bars = Bars(meter)
        self._reader = Reader(predictor)
        self._random = random
        self._voice = Voice()
        self._call = Call()  # being played
        self._theme = Call()  # being answered
        self._replay = Span(0, 1)
        self._answer = Answer(Span(0, 1), self._theme, meter)
        self._theme_at: int | None = None  # step from which on the theme was last played
        self._turn = 0  # step that the player's turn began at
        self._quiet_since = -IDLE_BARS * meter.steps_per_bar

    def enter(self, step: int, bars: Bars) -> None:
        """Begin at the end of a step, in the bars that have been kept so far.

        Whatever was played before, others have read since: nothing is left to answer.
        """
        self.phase, self.bars, self._call = Phase.LISTEN, bars, Call()
        self._theme, self._theme_at = Call(), None
        self._turn = step + 1
        self._quiet_since = step + 1 - IDLE_BARS * bars.meter.steps_per_bar

    def leave(self) -> Due:
        """Stop at once; what ends the notes that sound."""
        return self._of_answer(self._voice.silence())

    def left(self, step: int, controls: Controls) -> float | None:
        """Share of the turn that is left after a step; None where its end is open."""
        if self.phase is Phase.REPLAY:
            return self._replay.left(step)
        if self.phase is Phase.RESPOND:
            return self._answer.span.left(step)
        if controls.mode in IN_BARS and not self.waiting:
            return self._traded(controls).left(step)
        return None

    def hear(
        self, step: int, messages: Sequence[NoteMessage], event: int, controls: Controls
    ) -> None:
        """Take in what the player did in a step, and the melody's event there."""
        comes_in = self._call.empty and any(message.is_on for message in messages)
        if comes_in and self.phase is Phase.LISTEN:
            self._come_in(step, controls)
        self._call.hear(step, messages, event)
        if comes_in and controls.mode in IN_BARS and self.phase is Phase.LISTEN:
            self._call.begin_at(self._traded(controls).start)
        if self.phase is Phase.LISTEN and not self._call.empty:
            self._reader.read(step, event, controls.genre)

    def signal(self, step: int, controls: Controls) -> Signal | None:
        """What the end of a step brings by itself."""
        if self.phase is Phase.REPLAY:
            return Signal.OVER if step + 1 >= self._replay.end else None
        if self.phase is Phase.RESPOND:
            return self._after_answer(controls) if step + 1 >= self._answer.span.end else None
        if self._call.empty:
            return None
        if controls.mode in IN_BARS:
            over = step + 1 >= self._traded(controls).end and self.bars.place(step + 1) == 0
            return Signal.BARS if over else None
        bars = self._bars_of_call(step)
        if controls.call_most and bars >= controls.call_most:
            return Signal.BARS
        silent = self._call.over(step, controls.silence_steps, self._turn)
        return Signal.SILENCE if silent and bars >= controls.call_least else None

    def _after_answer(self, controls: Controls) -> Signal:
        """What the end of an answer brings."""
        if self._call.empty:
            return Signal.REPEAT if controls.loop else Signal.OVER
        return Signal.BARS if controls.mode is Mode.OVERLAP else Signal.OVER

    def _bars_of_call(self, step: int) -> float:
        """How long the call has been going on at the end of a step, in bars."""
        begun = max(self._call.start or 0, self._turn)
        return (step + 1 - begun) / self.bars.meter.steps_per_bar

    def change(self, step: int, signal: Signal, controls: Controls) -> None:
        """Follow a signal at the end of a step."""
        before = self.phase
        replay = controls.replay and controls.mode is Mode.RESPOND and not self._call.empty
        self.phase = after(before, signal, replay)
        if signal is Signal.REPEAT:
            self._answer.repeat(step + 1)
        elif signal is Signal.AGAIN and (before is not Phase.LISTEN or self._call.empty):
            self._set_out(self._fitting(step), controls)
        elif before is Phase.LISTEN and self.phase is not Phase.LISTEN:
            self._take_over(step, signal, controls)
        elif before is Phase.REPLAY and self.phase is Phase.RESPOND:
            self._theme_at = self._replay.start
            self._set_out(self._replay.end, controls)
        elif before is Phase.RESPOND and signal is Signal.BARS:
            self._call.begin_at(self._answer.span.start)
            self._catch_up(self._call.start or self._answer.span.start, step, controls)
            self._take_over(step, signal, controls)
        elif before is not Phase.LISTEN and self.phase is Phase.LISTEN:
            self._give_back(step, controls)

    def play(self, step: int, controls: Controls) -> Due:
        """What the box plays when a step begins."""
        if self.phase is Phase.REPLAY and step >= self._replay.start:
            return self._of_answer(self._replayed(step, controls))
        if self.phase is Phase.RESPOND and step >= self._answer.span.start:
            return self._of_answer(self._answered(step, controls))
        return self._of_answer(self._voice.silence())

    @staticmethod
    def _of_answer(messages: Sequence[NoteMessage]) -> Due:
        return [(Part.ANSWER, message) for message in messages]

    def _come_in(self, step: int, controls: Controls) -> None:
        """The player's first note: out of a long silence and without a click, a downbeat."""
        if step - self._quiet_since >= IDLE_BARS * self.bars.meter.steps_per_bar:
            if controls.downbeat and not controls.click:
                self.bars = Bars(self.bars.meter, step)
            self._turn = self.bars.before(step)
        self._reader.begin(self.bars.meter, self.bars.before(step))

    def _traded(self, controls: Controls) -> Span:
        """The traded bars of the player's turn, from the bar line that it began on."""
        start = self.bars.before(self._turn)
        return Span(start, controls.bars * self.bars.meter.steps_per_bar)

    def _take_over(self, step: int, signal: Signal, controls: Controls) -> None:
        """Let the box play: what was called is its theme now."""
        self._theme, self._call = self._call, Call()
        self._theme_at = self._theme.start
        start = step + 1 if signal is Signal.BARS else self._fitting(step)
        if self.phase is Phase.REPLAY:
            self._replay = Span(start, call_length(self._theme, self.bars.meter))
        else:
            self._set_out(start, controls)

    def _fitting(self, step: int) -> int:
        """The next step that lies in its beat as the theme's first note did in its own."""
        like = self.bars.line if self._theme_at is None else self._theme_at
        return self.bars.fitting(step + 1, like)

    def _set_out(self, start: int, controls: Controls) -> None:
        """Begin an answer to the theme, or a free one if there is none.

        It lasts as long as set, as the traded bars, or as the call.
        """
        meter = self.bars.meter
        if self._theme.empty:
            self._reader.begin(meter, self.bars.before(start))
        elif self._theme_at is not None:  # a theme of long ago is as if it had just been played
            self._theme_at += self._reader.leave_out_bars(meter, start)
        bars = controls.answer_bars
        if controls.mode is Mode.OVERLAP or (not bars and controls.mode is Mode.TRADE):
            bars = controls.bars
        length = bars * meter.steps_per_bar or call_length(self._theme, meter)
        self._answer = Answer(Span(start, length), self._theme, meter)
        lag = None if self._theme_at is None else start - self._theme_at
        self._reader.answer(start, controls.genre, length, lag)

    def _give_back(self, step: int, controls: Controls) -> None:
        self._turn = step + 1
        self._quiet_since = step
        if self._call.start is not None:  # the player came in while the box played
            self._catch_up(self._call.start, step, controls)

    def _catch_up(self, came_in: int, step: int, controls: Controls) -> None:
        """Read the newest bar or two of a call that began before the player's turn."""
        bar_line = self.bars.before(max(came_in, step - self.bars.meter.steps_per_bar))
        self._reader.begin(self.bars.meter, bar_line)
        for past in range(max(came_in, bar_line), step + 1):
            self._read(self._call, came_in, past, controls)

    def _read(self, call: Call, start: int, step: int, controls: Controls) -> None:
        """Read a step of a call that is counted from a start; beyond it are rests."""
        event = call.melody_at(step - start)
        self._reader.read(step, REST if event is None else event, controls.genre)

    def _replayed(self, step: int, controls: Controls) -> list[NoteMessage]:
        index = step - self._replay.start
        self._read(self._theme, self._replay.start, step, controls)
        loose = 1.0 - controls.quantize
        played = self._theme.messages_at(index)
        return self._voice.relay(replace(each, late=loose * each.late) for each in played)

    def _answered(self, step: int, controls: Controls) -> list[NoteMessage]:
        answer = self._answer
        event = answer.repeated(step) if answer.repeats else self._draw(step, controls)
        self._reader.read(step, event, controls.genre)
        return self._voice.play(event, answer.velocity)

    def _draw(self, step: int, controls: Controls) -> int:
        logits = self._reader.predict(step, controls.genre, controls.discipline)
        return self._answer.draw(step, logits, controls, self._random)
