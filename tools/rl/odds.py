"""How much more an event speaks for the wanted genre than for genres at large.

The frozen LSTM is asked for every genre at once. By Bayes' rule log p(a given genre) - log p(a) is
what the event adds to the log-odds of the genre, as far as the LSTM can tell; its sum over an
answer is the judgement in the end. (Krause et al. 2020, "GeDi", arXiv 2009.06367, equation 3, steer
text by such a classifier.) So every event's reward is known, not only that of the one taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from appliance.models.frames import log_softmax
from appliance.models.line import Floats, Ints
from appliance.models.melody_encoder import Phrase
from appliance.models.melody_predictor import MelodyPredictor
from appliance.models.network import StepNetwork
from appliance.music.genres import GENRES
from appliance.music.grid import Meter

SURE: Final = 3.0  # nats that an event counts at most


class GenreOdds:
    """Reads the melodies of several jams along, each in all genres."""

    def __init__(self, network: StepNetwork, meters: Sequence[Meter]) -> None:
        """
        Args:
            network: the LSTM, with a row for each jam and genre.
            meters: of the jams.
        """
        self._jams = len(meters)
        self._predictor = MelodyPredictor(network)
        self._predictor.begin([meter for meter in meters for _ in GENRES])

    def predict(self, genre: Ints, phrase: Phrase) -> Floats:
        """Nats for the genre wanted, in each jam's next step, [jams, VOCABULARY_SIZE].

        Args:
            genre: wanted, [jams].
            phrase: where the jams stand, [jams].
        """
        count = len(GENRES)
        every = np.tile(np.arange(count), self._jams)
        where = Phrase(np.repeat(phrase.lag, count), np.repeat(phrase.left, count))
        logits = self._predictor.predict(every, where).logits
        logs = log_softmax(logits).reshape(self._jams, count, -1)
        at_large = np.logaddexp.reduce(logs, axis=1) - np.log(count)
        odds: Floats = np.clip(logs[np.arange(self._jams), genre] - at_large, -SURE, SURE)
        return odds

    def accept(self, events: Ints) -> None:
        """The events of the step just predicted, [jams]."""
        self._predictor.accept(np.repeat(events, len(GENRES)))
