"""How a melody and a bass fit together, and the histograms by which lines are compared.

Lines are event arrays, shape [steps], one event of `appliance.music.events` a sixteenth. A value
that is not defined, such as a mean over no notes, is nan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH
from appliance.music.grid import Meter

Events = npt.NDArray[np.integer[Any]]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.integer[Any]] | npt.NDArray[np.float64]

SILENT = -1
CONSONANT = (0, 3, 4, 7, 8, 9)  # interval classes in semitones, by StreamMUSE
COUPLING_SHIFT_BARS = 2
LONGEST_INTERVAL = 12  # semitones
LONGEST_GAP = 16  # steps
LONGEST_NOTE = 32  # steps
HALF_OCTAVE = 6  # semitones


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of the steps in which the melody sounds; their sum is 1, or all are nan."""

    consonant: float
    unsupported: float
    dissonant: float

    @property
    def while_sounding(self) -> float:
        """Consonant share of the steps in which both voices sound; nan if there are none."""
        return ratio(self.consonant, self.consonant + self.dissonant)


def ratio(part: float, whole: float) -> float:
    """`part / whole`; nan if `whole` is 0."""
    return float(part) / float(whole) if whole else float("nan")


def onset_steps(events: Events) -> Ints:
    """Steps at which notes begin, [notes]."""
    return np.flatnonzero(events >= FIRST_ONSET)


def onset_pitches(events: Events) -> Ints:
    """MIDI pitches of the notes, [notes]."""
    return events[events >= FIRST_ONSET].astype(np.int64) - FIRST_ONSET + LOWEST_PITCH


def note_lengths(events: Events) -> Ints:
    """Lengths of the notes in steps, [notes]."""
    ends = np.flatnonzero(np.append(events != HOLD, True))
    begins = onset_steps(events)
    return ends[np.searchsorted(ends, begins, side="right")] - begins


def sounding(events: Events) -> Ints:
    """MIDI pitch that sounds in each step, SILENT where none does, [steps]."""
    begins = np.maximum.accumulate(np.where(events != HOLD, np.arange(len(events)), 0))
    source = events[begins].astype(np.int64)
    return np.where(source >= FIRST_ONSET, source - FIRST_ONSET + LOWEST_PITCH, SILENT)


def rates(melody: Events, bass: Events) -> Rates:
    """Consonant, unsupported and dissonant rate of a melody over its bass, each line [steps].

    A step of the melody is unsupported if the bass is silent, consonant if
    (melody - bass) mod 12 is in CONSONANT, else dissonant.

    Source: StreamMUSE (RTAS 2026), CR, UR and DR; they weigh by duration, so do steps.
    """
    return _rates(sounding(melody), sounding(bass))


def coupling(melody: Events, bass: Events, meter: Meter) -> float:
    """By how much the bass fits its own place better than another: -1 … 1, about 0 if by chance.

    `while_sounding` of the pair minus that with the bass moved in a circle by two bars. nan if
    either is, or if the lines, each [steps], are not longer than two bars.

    Source: our own control, against a bass that fits everywhere.
    """
    shift = COUPLING_SHIFT_BARS * meter.steps_per_bar
    if len(melody) <= shift:
        return float("nan")
    upper, lower = sounding(melody), sounding(bass)
    return _rates(upper, lower).while_sounding - _rates(upper, np.roll(lower, shift)).while_sounding


def coverage(melody: Events, bass: Events) -> float:
    """Share of the steps with melody in which the bass sounds: 1 - UR of StreamMUSE."""
    return 1.0 - rates(melody, bass).unsupported


def notes_per_bar(events: Events, meter: Meter) -> float:
    """Onsets per bar; nan for a line of no steps."""
    return ratio(len(onset_steps(events)) * meter.steps_per_bar, len(events))


def onset_interval_histogram(melody: Events, bass: Events) -> Ints:
    """Steps from each bass onset back to the nearest melody onset at or before it, counts [19].

    Bins 0 … 16 are steps, bin 17 is more, bin 18 is no melody onset before.

    Source: ReaLchords (ICML 2024), onset interval.
    """
    leaders, followers = onset_steps(melody), onset_steps(bass)
    if not len(leaders):
        return np.bincount(np.full(len(followers), LONGEST_GAP + 2), minlength=LONGEST_GAP + 3)
    nearest = np.searchsorted(leaders, followers, side="right") - 1
    gaps = np.minimum(followers - leaders[np.maximum(nearest, 0)], LONGEST_GAP + 1)
    return np.bincount(np.where(nearest < 0, LONGEST_GAP + 2, gaps), minlength=LONGEST_GAP + 3)


def interval_histogram(events: Events) -> Ints:
    """Intervals from note to note in semitones, clipped to -12 … 12, counts [25]."""
    steps = np.clip(np.diff(onset_pitches(events)), -LONGEST_INTERVAL, LONGEST_INTERVAL)
    return np.bincount(steps + LONGEST_INTERVAL, minlength=2 * LONGEST_INTERVAL + 1)


def wide_leaps(events: Events) -> float:
    """Share of the intervals from note to note that are wider than an octave; nan for none."""
    intervals = np.abs(np.diff(onset_pitches(events)))
    return ratio(int((intervals > LONGEST_INTERVAL).sum()), len(intervals))


def ioi_histogram(events: Events) -> Ints:
    """Steps from onset to next onset, counts [17]: bin i is i + 1 steps, the last bin is more."""
    gaps = np.minimum(np.diff(onset_steps(events)), LONGEST_GAP + 1)
    return np.bincount(gaps - 1, minlength=LONGEST_GAP + 1)


def length_histogram(events: Events) -> Ints:
    """Note lengths in steps, counts [17]: bin i is i + 1 steps, the last bin is more."""
    lengths = np.minimum(note_lengths(events), LONGEST_GAP + 1)
    return np.bincount(lengths - 1, minlength=LONGEST_GAP + 1)


def register_histogram(events: Events) -> Ints:
    """Half octaves in which notes lie, from the lowest pitch upwards, counts [13]."""
    return np.bincount((onset_pitches(events) - LOWEST_PITCH) // HALF_OCTAVE, minlength=13)


def pitch_class_histogram(events: Events, tonic: int = 0) -> Ints:
    """Steps in which each pitch class sounds, in semitones above `tonic`, counts [12]."""
    pitches = sounding(events)
    return np.bincount((pitches[pitches != SILENT] - tonic) % 12, minlength=12)


def length_entropy(events: Events) -> float:
    """Entropy in nats of the note lengths; lengths over 32 steps share a bin. nan without notes.

    Source: ReaLchords (ICML 2024), chord length entropy.
    """
    shares = _shares(np.bincount(np.minimum(note_lengths(events), LONGEST_NOTE + 1)))
    return float("nan") if shares is None else _entropy(shares)


def emd(p: Counts, q: Counts) -> float:
    """Earth mover's distance of two histograms times 1000, each scaled to sum 1; nan if one is 0.

    Neighbouring bins lie 1 apart, so 1000 is all mass moved by one bin: the sum of the
    differences of the cumulative histograms.

    Args:
        p: counts, [bins].
        q: counts of the same bins.

    Source: ReaLchords (ICML 2024), onset interval EMD, given in thousandths; that bins lie 1
    apart is our choice, so compare with the paper's numbers only after checking theirs.
    """
    first, second = _shares(p), _shares(q)
    if first is None or second is None:
        return float("nan")
    return float(1000.0 * np.abs(np.cumsum(first - second)[:-1]).sum())


def jsd(p: Counts, q: Counts) -> float:
    """Jensen-Shannon divergence in bits of two count histograms, [bins] each: 0 … 1.

    H((p + q) / 2) - (H(p) + H(q)) / 2 with p and q scaled to sum 1. nan if one is empty.

    Source: Lin 1991, IEEE Trans. Inf. Theory 37(1); base 2 as in StreamMUSE.
    """
    first, second = _shares(p), _shares(q)
    if first is None or second is None:
        return float("nan")
    nats = _entropy((first + second) / 2) - (_entropy(first) + _entropy(second)) / 2
    return float(np.clip(nats / np.log(2), 0.0, 1.0))


def _rates(upper: Ints, lower: Ints) -> Rates:
    """Rates of two lines of sounding pitches."""
    sings, supported = upper != SILENT, lower != SILENT
    both = sings & supported
    consonant = np.isin((upper - lower) % 12, CONSONANT) & both
    total = int(sings.sum())
    return Rates(
        ratio(int(consonant.sum()), total),
        ratio(int((sings & ~supported).sum()), total),
        ratio(int((both & ~consonant).sum()), total),
    )


def _shares(counts: Counts) -> npt.NDArray[np.float64] | None:
    """Counts scaled to sum 1; None if they are all 0."""
    total = counts.sum()
    return counts / total if total else None


def _entropy(shares: npt.NDArray[np.float64]) -> float:
    """Shannon entropy in nats."""
    positive = shares[shares > 0]
    return float((positive * np.log(1.0 / positive)).sum())
