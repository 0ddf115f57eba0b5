"""Drawing an answer, event by event, from the predictor's opinion and the theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.jam.bounds import Bounds
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.jam.theme import theme_bonus
from appliance.models.policy import sample
from appliance.models.predictor import Logits
from appliance.music.events import FIRST_ONSET, REST, is_onset
from appliance.music.grid import Meter

LAST_ONSET_BEFORE_END = 2
LONGEST_COPY = 0.6  # share of an answer that may be the call note for note


@dataclass(frozen=True, slots=True)
class Span:
    """Steps `start` … `start + length - 1`."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The first step after it."""
        return self.start + self.length

    def left(self, step: int) -> float:
        """Share of the span that is still to come after a step, 0 … 1."""
        return min(1.0, max(0.0, (self.end - step - 1) / self.length))


class Answer:
    """An answer to a call, filling a span, as loud as the call was in the mean.

    Once it is over, it may be repeated, note for note.
    """

    def __init__(self, span: Span, theme: Call, meter: Meter) -> None:
        self.span = span
        self.velocity = theme.velocity
        self.repeats = False
        self._drawn: list[int] = []
        self._theme = theme
        self._bounds = Bounds(meter)
        self._copies = True  # so far the notes are those of the call
        self._turn = min(round(LONGEST_COPY * span.length), theme.last_onset(span.length))

    def draw(
        self, step: int, logits: Logits, controls: Controls, random: np.random.Generator
    ) -> int:
        """The event of a step of the span, drawn from logits of shape [VOCABULARY_SIZE]."""
        bonus = self.bonus(step, controls.theme)
        event = sample(logits + bonus, self.allowed(step), controls.temperature, random)
        self.take(step, event)
        return event

    def bonus(self, step: int, closeness: float) -> npt.NDArray[np.float32]:
        """Nats to add to the logits of a step, so that the answer keeps to its theme."""
        progress = (step - self.span.start) / self.span.length
        return theme_bonus(self._theme_at(step), progress, closeness)

    def take(self, step: int, event: int) -> None:
        """The event of a step of the span, drawn elsewhere."""
        theme = self._theme_at(step)
        if is_onset(event) or (theme is not None and is_onset(theme)):
            self._copies = self._copies and event == theme
        self._bounds.take(event)
        self._drawn.append(event)

    def repeat(self, start: int) -> None:
        """Fill a span of the same length again, from a step on."""
        self.span, self.repeats = Span(start, self.span.length), True

    def repeated(self, step: int) -> int:
        """The event of a step of an answer that is repeated."""
        return self._drawn[step - self.span.start]

    def allowed(self, step: int) -> npt.NDArray[np.bool_]:
        """Keeps off dead ends, mere copies, and notes that would be cut off by the end.

        Where the call began with a note, so does the answer: it is heard to answer at once. (To a
        call of that one note it need not, since it must not be a copy.)
        """
        allowed, theme = self._bounds.allowed(), self._theme_at(step)
        late = step - self.span.start >= self._turn
        if late and self._copies and theme is not None and is_onset(theme):
            allowed[theme] = False
        elif step == self.span.start and theme is not None and is_onset(theme):
            allowed[:FIRST_ONSET] = False
        if self.span.end - step <= LAST_ONSET_BEFORE_END:
            allowed[FIRST_ONSET:] = False
            allowed[REST] = True
        return allowed

    def _theme_at(self, step: int) -> int | None:
        return self._theme.melody_at(step - self.span.start)


def call_length(call: Call, meter: Meter) -> int:
    """Steps of a call in whole beats; two bars for an empty one."""
    if call.empty:
        return 2 * meter.steps_per_bar
    return -(-call.sounding_steps // meter.steps_per_beat) * meter.steps_per_beat
