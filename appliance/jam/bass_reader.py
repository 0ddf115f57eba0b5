"""Keeps the accompanist reading two lines of events, each step once, whoever plays the bass."""

from __future__ import annotations

from appliance.jam.accompany import Bassist
from appliance.jam.controls import Controls
from appliance.music.events import REST
from appliance.music.grid import Meter


class BassReader:
    """An accompanist with its place on the absolute grid."""

    def __init__(self, accompanist: Bassist) -> None:
        self._accompanist = accompanist
        self._decided = 0  # steps before this one have a bass
        self._heard = 0  # steps before this one have a melody

    def begin(self, meter: Meter, bar_line: int) -> None:
        """Start new lines at a bar line."""
        self._accompanist.begin(meter)
        self._decided = self._heard = bar_line

    def take(self, step: int, bass: int, melody: int, controls: Controls) -> None:
        """What came in a step; a bass that was decided stays, steps left out were rests."""
        self._rest_until(step, controls)
        if self._decided == step:
            self._accompanist.decide(controls, bass)
            self._decided += 1
        self._hear(melody)

    def decide(self, step: int, controls: Controls) -> int:
        """The bass' event of a step, chosen by the box; what came before it has been taken."""
        self._rest_until(step, controls)
        self._decided += 1
        return self._accompanist.decide(controls)

    def go_along(self, step: int, melody: int, controls: Controls) -> None:
        """A step whose bass nobody will hear; the melody is known, but not to the choice."""
        self._rest_until(step, controls)
        self._decided += 1
        self._accompanist.go_along(controls)
        self._hear(melody)

    def go_on(self, step: int, melody: int, controls: Controls) -> int:
        """The bass' event of a step whose melody is known, but not to the choice."""
        event = self.decide(step, controls)
        self._hear(melody)
        return event

    def sureness(self) -> float | None:
        """How sure the box is of what the player does in the step last decided, 0 … 1."""
        foretold = self._accompanist.foretold
        return None if foretold is None else float(foretold.sureness()[0])

    def _rest_until(self, step: int, controls: Controls) -> None:
        while self._heard < step:
            if self._decided == self._heard:
                self._accompanist.decide(controls, REST)
                self._decided += 1
            self._hear(REST)

    def _hear(self, melody: int) -> None:
        self._accompanist.hear(melody)
        self._heard += 1
