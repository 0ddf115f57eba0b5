"""Keeps the predictor reading one line of events, each step once, whoever plays them."""

from __future__ import annotations

from appliance.models.predictor import Logits, Predictor
from appliance.music.events import REST
from appliance.music.genres import INDEX, Genre
from appliance.music.grid import Meter


class Reader:
    """A predictor with its place on the absolute grid."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._next = 0

    def begin(self, meter: Meter, bar_line: int) -> None:
        """Start a new line at a bar line."""
        self._predictor.begin(meter)
        self._next = bar_line

    def read(self, step: int, event: int, genre: Genre) -> None:
        """The line's event at a step; steps left out were rests, steps already read stay."""
        self._catch_up(step, genre)
        if self._next == step:
            self._accept(event, genre)

    def leave_out_bars(self, meter: Meter, step: int) -> int:
        """Whole bars before a step that have not been read count as if they had not been.

        Returns how many steps they are.
        """
        left_out = max(0, step - self._next) // meter.steps_per_bar * meter.steps_per_bar
        self._next += left_out
        return left_out

    def answer(self, step: int, genre: Genre, steps: int, lag: int | None) -> None:
        """From a step on, the line answers for so many steps what was played `lag` steps ago."""
        self._catch_up(step, genre)
        self._predictor.answer(steps, lag)

    def predict(self, step: int, genre: Genre, discipline: float) -> Logits:
        """Logits of the event at a step, shape [VOCABULARY_SIZE]; see `Controls.discipline`."""
        self._catch_up(step, genre)
        return self._predictor.predict(INDEX[genre.key], discipline)

    def sureness(self, genre: Genre) -> float | None:
        """How sure the predictor is of the line's next event, 0 … 1; None: it has no opinion."""
        return self._predictor.sureness(INDEX[genre.key])

    def _catch_up(self, step: int, genre: Genre) -> None:
        while self._next < step:
            self._accept(REST, genre)

    def _accept(self, event: int, genre: Genre) -> None:
        self._predictor.accept(event, INDEX[genre.key])
        self._next += 1
