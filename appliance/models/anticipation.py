"""From what the human is expected to do to what fits it: pitches that will be consonant.

The bass of step s is chosen before the melody of s-4 … s is known. The network's second head says
what to expect there; a pitch is favoured by how likely it will be consonant with it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from appliance.models.bass_encoder import Foretold
from appliance.models.frames import PITCHES
from appliance.models.line import NONE, Floats, Ints, Line
from appliance.music.events import HOLD, REST

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


def sounding_ahead(melody: Line, foretold: Foretold) -> Floats:
    """How likely each pitch class of the melody sounds at the last step foretold, [rows, 12].

    What sounds now is held on or replaced, step by step; the rest of a row's sum is silence.
    """
    rows = len(foretold.kinds)
    sounding = np.zeros((rows, 12), np.float32)
    first = slice(None, None, len(melody.kind) // rows)  # of those of a jam, who hears it
    pitch = melody.pitch[first]
    known: Ints = np.flatnonzero((melody.kind[first] > REST) & (pitch != NONE))
    sounding[known, pitch[known] % 12] = 1.0
    held = foretold.kinds[:, :, _HOLDS, None]
    begun = foretold.kinds[:, :, _ONSETS, None] * foretold.classes
    for horizon in range(foretold.kinds.shape[1]):
        sounding = held[:, horizon] * sounding + begun[:, horizon]
    return sounding


def fitness(sounding: Floats) -> Floats:
    """How likely each pitch will be consonant with the melody, [rows, pitches].

    Args:
        sounding: chance of each pitch class to sound, [rows, 12].
    """
    fits: Floats = sounding @ _FITS
    return fits
