"""How likely onsets are under a tempo: a grid of sixteenths, of which some are struck more often.

Onsets are events of an inhomogeneous Poisson process whose rate has a bump at every sixteenth, the
larger the stronger its place in the beat; the maximum of its likelihood over tempo and phase is the
tempo heard. A tempo twice as fast is not better: it leaves more beats without a note. Compare the
tempogram of Cemgil, Kappen, Desain & Honing, "On tempo tracking: Tempogram representation and
Kalman filtering" (Journal of New Music Research 29, 2000), section 2, whose bumps these are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.music.grid import STEPS_PER_QUARTER

Floats = npt.NDArray[np.float64]

JITTER: Final = 0.025  # seconds, standard deviation of a person's onsets
RATES: Final = np.array([0.75, 0.12, 0.45, 0.12])  # onsets at each sixteenth of a beat
STRAY: Final = 0.2  # onsets a second anywhere
TEMPI: Final = np.geomspace(50.0, 200.0, 140)  # quarter notes a minute that are tried
PHASES: Final = np.arange(24) / 24  # of a beat
SPREAD: Final = 0.5  # standard deviation of log2 of the tempo, around the one expected
OBSTINACY: Final = 0.15  # by which every onset adds to that: quarters are not eighths of half of it


def search(onsets: Floats, weights: Floats, expected: float) -> tuple[float, float]:
    """The likeliest tempo of some onsets.

    Args:
        onsets: in seconds, [onsets].
        weights: how much each counts, 0 … 1, [onsets].
        expected: quarter notes a minute that are likely beforehand.

    Returns:
        Quarter notes a minute, and the moment of a beat near the last onset, in seconds.
    """
    beats = 60.0 / TEMPI[:, None, None]
    since = onsets[None, None, :] - onsets[-1] + PHASES[None, :, None] * beats
    places = since / beats * STEPS_PER_QUARTER  # sixteenths after a beat
    nearest = np.rint(places)
    off = (places - nearest) * beats / STEPS_PER_QUARTER
    rate = RATES[nearest.astype(np.int64) % STEPS_PER_QUARTER]
    heights = rate * np.exp(-0.5 * (off / JITTER) ** 2) / (JITTER * np.sqrt(2 * np.pi))
    found = (np.log(heights + STRAY) * weights).sum(-1)
    span = float(((onsets[1:] - onsets[:-1]) * weights[1:]).sum())
    empty = span / beats[:, :, 0] * RATES.sum()
    prior = -0.5 * (np.log2(TEMPI / expected) / SPREAD) ** 2 * (1.0 + OBSTINACY * weights.sum())
    score = found - empty + prior[:, None]
    tempo, phase = np.unravel_index(int(score.argmax()), score.shape)
    bpm = float(TEMPI[tempo])
    return bpm, float(onsets[-1] - PHASES[phase] * 60.0 / bpm)
