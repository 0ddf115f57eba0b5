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
        while self._next < step:
            self._accept(REST, genre)
        if self._next == step:
            self._accept(event, genre)

    def predict(self, step: int, genre: Genre) -> Logits:
        """Logits of the event at a step, shape [VOCABULARY_SIZE]."""
        while self._next < step:
            self._accept(REST, genre)
        return self._predictor.predict(INDEX[genre.key])

    def _accept(self, event: int, genre: Genre) -> None:
        self._predictor.accept(event, INDEX[genre.key])
        self._next += 1
