"""From what the human is expected to do to what fits it: pitches that will be consonant.

The bass of step s is chosen before the melody of s-4 … s is known. The network's second head says
what to expect there; a pitch is favoured by how likely it will be consonant with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from appliance.models.foretold import Foretold
from appliance.models.frames import PITCHES
from appliance.models.line import NONE, Floats
from appliance.music.events import HOLD

# Interval classes, in semitones from the bass up to the melody: unison, thirds, fifth, sixths.
# The same set as the consonance measure of StreamMUSE, which counts the fourth as dissonant.
CONSONANT: Final = (0, 3, 4, 7, 8, 9)
# Nats that a pitch is worth if it surely fits, before the critic corrects it: the slope of what
# notes really earned on how likely they were to fit is 10 at rewards of about 1, which are 7 to 9.
# A critic learns with LEARNT_WORTH; played with more it agrees a little oftener.
WORTH_OF_FIT: Final = 140.0
LEARNT_WORTH: Final = 100.0
_HOLDS, _ONSETS = HOLD, 2  # places among the kinds

_FITS: Final = np.array(
    [[(note - pitch) % 12 in CONSONANT for pitch in PITCHES] for note in range(12)], np.float32
)


def sounding_ahead(now: Sequence[int], foretold: Foretold) -> Floats:
    """How likely each pitch class of the melody sounds at the last step foretold, [rows, 12].

    What sounds now is held on or replaced, step by step; the rest of a row's sum is silence.

    Args:
        now: pitch that sounds in the melody of each row, NONE for none, [rows].
        foretold: of the rows.
    """
    rows, horizons = foretold.kinds.shape[:2]
    begun = np.zeros((rows, 1 + horizons, 12), np.float32)  # now, and in each step
    for row, pitch in enumerate(now):
        if pitch != NONE:
            begun[row, 0, pitch % 12] = 1.0
    np.multiply(foretold.kinds[:, :, _ONSETS, None], foretold.classes, out=begun[:, 1:])
    lasting = np.ones((rows, 1 + horizons), np.float32)  # chance to be held to the last
    held = foretold.kinds[:, ::-1, _HOLDS]
    np.multiply.accumulate(held, 1, out=lasting[:, 1:])
    sounding: Floats = np.matmul(lasting[:, None, ::-1], begun)[:, 0]
    return sounding


def fitness(sounding: Floats) -> Floats:
    """How likely each pitch will be consonant with the melody, [rows, pitches].

    Args:
        sounding: chance of each pitch class to sound, [rows, 12].
    """
    fits: Floats = sounding @ _FITS
    return fits
