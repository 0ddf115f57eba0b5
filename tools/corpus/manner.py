"""The manner of a bass: how dense it is, and how much of the melody it lies under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.models.bass_layout import COVERAGES, DENSITIES
from appliance.models.frames import KINDS
from appliance.music.events import FIRST_ONSET, REST
from appliance.music.genres import GENRES
from tools.corpus.pieces import Duet

STEPS = 16


# What a level stands for, onsets in 16 steps and share: about the middle between its edges.
_DENSITY_MIDDLES = np.array([0.7, 1.3, 2.05, 3.0, 4.25, 6.0, 8.5])
_COVERAGE_MIDDLES = np.array([0.25, 0.65, 0.875, 0.98])


def manner_of(melody: npt.NDArray[np.int8], bass: npt.NDArray[np.int8]) -> tuple[int, int]:
    """Levels of density and coverage, as DENSITIES and COVERAGES separate them."""
    onsets, under = _measured(melody, bass)
    return int(np.searchsorted(DENSITIES, onsets)), int(np.searchsorted(COVERAGES, under))


def _measured(melody: npt.NDArray[np.int8], bass: npt.NDArray[np.int8]) -> tuple[float, float]:
    """Onsets of the bass in 16 steps, and the share of the melody that it lies under."""
    onsets = float((bass >= FIRST_ONSET).sum()) * STEPS / max(1, len(bass))
    sounding = melody != REST
    under = float((bass[sounding] != REST).mean()) if sounding.any() else 1.0
    return onsets, under


def manners_of(duets: Sequence[Duet]) -> dict[str, dict[str, Any]]:
    """How the bass of each genre is usually played, by genre key.

    The kind is the commonest in the genre's training duets, a real one where there is any;
    density and coverage are the levels nearest to the mean. A genre without a bass is played as
    the others are. `balance` is even; `tools.balance` finds a better one.
    """
    training = [duet for duet in duets if not duet.validation]
    out = {}
    for index, genre in enumerate(GENRES):
        own = [d for d in training if d.genre == index]
        real = [duet for duet in own if duet.real]
        out[genre.key] = _usual(real or own or training)
    return out


def _usual(duets: Sequence[Duet]) -> dict[str, Any]:
    kind = Counter(duet.bass_kind for duet in duets).most_common(1)[0][0]
    own = [_measured(duet.melody, duet.bass) for duet in duets if duet.bass_kind == kind]
    onsets, under = np.mean(np.array(own), axis=0)
    return {
        "kind": kind,
        "density": int(np.abs(_DENSITY_MIDDLES - onsets).argmin()),
        "coverage": int(np.abs(_COVERAGE_MIDDLES - under).argmin()),
        "balance": [0.0] * KINDS,
    }
