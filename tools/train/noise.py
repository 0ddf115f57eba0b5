"""Wrong notes in what a network is told of its own line, as its own playing may bring them.

Teacher forcing shows a network a past that was always right, so that it trusts its own line more
than the other player (exposure bias; compare the scheduled sampling of Bengio et al. 2015). Here
the told past is wrong on purpose while what is to be learnt stays right.
"""

from __future__ import annotations

import numpy as np

from appliance.music.events import FIRST_ONSET
from tools.train.windows import Ints, transpose

FAR = 5  # semitones that a single wrong note is off, at most
TRITONE = 6


def single_notes(events: Ints, random: np.random.Generator, share: float, noise: float) -> Ints:
    """A share of the windows with single notes wrong, each by chance `noise`.

    Args:
        events: [windows, steps].
        random: the only source of chance.
        share: of the windows.
        noise: chance of each of their notes.
    """
    affected = random.random((len(events), 1)) < share
    wrong = affected & (random.random(events.shape) < noise)
    off = random.integers(1, FAR + 1, events.shape) * random.choice([-1, 1], events.shape)
    return transpose(events, np.where(wrong, off, 0))


def astray(events: Ints, random: np.random.Generator, share: float, stay: int) -> Ints:
    """A share of the windows in which the line strays: it is transposed, ever differently.

    Args:
        events: [windows, steps].
        random: the only source of chance.
        share: of the windows.
        stay: steps that one transposition lasts on average.
    """
    affected = random.random((len(events), 1)) < share
    turns = (random.random(events.shape) < 1.0 / stay) & (events >= FIRST_ONSET)
    turns[:, 0] = True
    stretch = np.cumsum(turns, axis=1) - 1
    offs = random.integers(-TRITONE, TRITONE + 1, events.shape)
    return transpose(events, np.where(affected, np.take_along_axis(offs, stretch, 1), 0))
