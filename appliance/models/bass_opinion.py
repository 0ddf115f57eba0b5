"""What the networks hold of the next step of a bass, and how much the box listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.models.foretold import Foretold
from appliance.models.line import Floats


@dataclass(frozen=True)
class Listening:
    """How much the box listens to the other player.

    `guidance` is the factor by which the melody's influence on the pitch is overstated, 1 for
    not at all; `foresight` the nats by which a pitch that surely fits the melody to come is
    favoured over one that surely does not.
    """

    guidance: float = 1.5
    foresight: float = 8.5


ATTENTIVE = Listening()
UNAIDED = Listening(guidance=1.0, foresight=0.0)  # as the network learnt to
LISTENING_LEFT_OUT: Final = 0.5  # share of listening by rule that a critic's full say replaces


@dataclass(frozen=True)
class Opinion:
    """On the next step of each jam, [jams, VOCABULARY_SIZE], and on the human's part.

    `logits` are the LSTM's, not normalised, `listening` what listening adds to them, and `values`
    the critic's, None without one.
    """

    logits: Floats
    listening: Floats
    values: Floats | None
    foretold: Foretold

    def of(self, rows: slice) -> Opinion:
        """On some of the jams."""
        values = None if self.values is None else self.values[rows]
        return Opinion(self.logits[rows], self.listening[rows], values, self.foretold.of(rows))

    def steered(self, discipline: float) -> Floats:
        """Logits to draw from: the LSTM that listens at 0, the critic's full say at 1.

        The critic has learnt to listen by itself, so it takes the place of LISTENING_LEFT_OUT of
        what is added by rule. Without a critic, discipline changes nothing.
        """
        if self.values is None:
            return self.logits + self.listening
        by_rule = 1.0 - LISTENING_LEFT_OUT * discipline
        ruled: Floats = by_rule * self.listening + discipline * self.values
        return self.logits + ruled
