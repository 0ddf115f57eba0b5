"""The running key: which diatonic scale fits best what was heard of late.

A key and its relative share a scale, so the estimate is one of twelve, named by the tonic of its
major key; hearing A minor as C major never moves the ground under the networks' feet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from appliance.models.line import Floats
from appliance.music.keys import RATINGS

RELATIVE_MINOR: Final = 9
RELUCTANCE: Final = 0.05  # by how much a new key must fit better, as a correlation


def _templates() -> Floats:
    """Key ratings, centred and of unit length: [12, 24], twelve major keys, their relatives."""
    columns = [np.roll(RATINGS["major"], tonic) for tonic in range(12)]
    columns += [np.roll(RATINGS["minor"], tonic + RELATIVE_MINOR) for tonic in range(12)]
    table = np.array(columns, np.float32).T
    table -= table.mean(0)
    scaled: Floats = table / np.linalg.norm(table, axis=0)
    return scaled


_TEMPLATES: Final = _templates()


class Key:
    """The scale in one jam, as it is followed: C major before the first note."""

    __slots__ = ("fit", "minor", "tonic")

    def __init__(self) -> None:
        self.tonic = 0
        self.minor = False
        self.fit = 0.0  # correlation, 0 before the first note


def follow(keys: Sequence[Key], durations: Floats) -> None:
    """Follow the durations by pitch class in several jams, [jams, 12].

    Method: correlation of sounding durations with the probe-tone ratings of Krumhansl (1990),
    Cognitive Foundations of Musical Pitch, chapter 4, over a fading memory.
    """
    centred = durations - np.add.reduce(durations, 1, keepdims=True) / 12
    length = np.sqrt(np.add.reduce(centred * centred, 1, keepdims=True))
    fits = (centred / np.maximum(length, 1e-9)) @ _TEMPLATES
    for key, fit in zip(keys, fits.tolist(), strict=True):
        scale = [max(each) for each in zip(fit[:12], fit[12:], strict=True)]
        best = max(scale)
        if best > scale[key.tonic] + RELUCTANCE:
            key.tonic = scale.index(best)
        key.fit = scale[key.tonic]
        key.minor = fit[12 + key.tonic] > fit[key.tonic]
