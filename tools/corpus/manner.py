"""The manner of a bass: how dense it is, and how much of the melody it lies under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from appliance.models.bass_encoder import COVERAGES, DENSITIES
from appliance.music.events import FIRST_ONSET, REST
from appliance.music.genres import GENRES
from tools.corpus.pieces import Duet

STEPS = 16


def manner_of(melody: npt.NDArray[np.int8], bass: npt.NDArray[np.int8]) -> tuple[int, int]:
    """Levels of density and coverage, as DENSITIES and COVERAGES separate them."""
    onsets = float((bass >= FIRST_ONSET).sum()) * STEPS / max(1, len(bass))
    sounding = melody != REST
    under = float((bass[sounding] != REST).mean()) if sounding.any() else 1.0
    return int(np.searchsorted(DENSITIES, onsets)), int(np.searchsorted(COVERAGES, under))


def manners_of(duets: Sequence[Duet]) -> dict[str, dict[str, str | int]]:
    """How the bass of each genre is usually played, by genre key.

    The kind is the commonest in the genre's training duets, a real one where there is any;
    density and coverage are their medians. A genre without a bass is played as the others are.
    """
    training = [duet for duet in duets if not duet.validation]
    out = {}
    for index, genre in enumerate(GENRES):
        own = [d for d in training if d.genre == index]
        real = [duet for duet in own if duet.real]
        out[genre.key] = _usual(real or own or training)
    return out


def _usual(duets: Sequence[Duet]) -> dict[str, str | int]:
    kind = Counter(duet.bass_kind for duet in duets).most_common(1)[0][0]
    levels = [manner_of(duet.melody, duet.bass) for duet in duets if duet.bass_kind == kind]
    density, coverage = np.median(np.array(levels), axis=0)
    return {"kind": kind, "density": round(float(density)), "coverage": round(float(coverage))}
