"""Whether a bass finds back to a melody that suddenly moves by a tritone.

Source: the perturbation test of ReaLchords (ICML 2024), there with the share of melody notes in
the chord, here with the consonance of `tools.eval.harmony`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE, onset, pitch_of
from appliance.music.grid import Meter
from tools.eval.harmony import CONSONANT, SILENT, Events, sounding

TRITONE = 6  # semitones
BEATS_BEFORE = 8
FIRST_BEATS = 4
BEATS_TO_RECOVER = 8
LAST_BEAT = 16
_MOVED = np.array(
    [
        onset(pitch_of(event) + TRITONE) if event >= FIRST_ONSET else event
        for event in range(VOCABULARY_SIZE)
    ]
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Mean consonance, 0 … 1, around a perturbation; nan where no beat has a value.

    `before` is over the 8 beats before it, `first` over the 4 beats from it on, `second` over the
    4 beats after those, `later` over the 8 beats from the ninth on.
    """

    before: float
    first: float
    second: float
    later: float


def tritone_at(events: Events, step: int) -> Events:
    """The line, [steps], with every onset from a step on moved up by a tritone.

    Pitches over the vocabulary's range are folded down by an octave. A note that began before
    the step keeps its pitch to its end.
    """
    moved = events.copy()
    moved[step:] = _MOVED[events[step:]]
    return moved


def by_beat(melody: Events, bass: Events, meter: Meter) -> npt.NDArray[np.float64]:
    """Consonance of each beat, [beats]; lines are [steps], a last beat may be cut short.

    The consonant share of the beat's steps in which both voices sound, as `while_sounding` of
    `tools.eval.harmony.Rates`; nan for a beat without such steps.
    """
    upper, lower = sounding(melody), sounding(bass)
    both = (upper != SILENT) & (lower != SILENT)
    consonant = both & np.isin((upper - lower) % 12, CONSONANT)
    beats = np.arange(len(upper)) // meter.steps_per_beat
    defined = np.bincount(beats, weights=both)
    out = np.full(len(defined), np.nan)
    np.divide(np.bincount(beats, weights=consonant), defined, out=out, where=defined > 0)
    return out


def recovery(curve: npt.NDArray[np.float64], beat: int) -> Recovery:
    """Mean consonance before a perturbation, just after it, and later.

    Args:
        curve: consonance of each beat by `by_beat`, [beats]; nan values are left out.
        beat: the first beat, counted from 0, that is perturbed.
    """
    second, later = beat + FIRST_BEATS, beat + BEATS_TO_RECOVER
    return Recovery(
        _mean(curve[max(0, beat - BEATS_BEFORE) : beat]),
        _mean(curve[beat:second]),
        _mean(curve[second:later]),
        _mean(curve[later : beat + LAST_BEAT]),
    )


def _mean(values: npt.NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
