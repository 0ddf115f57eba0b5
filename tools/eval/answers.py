"""How an answer relates to its call, and how a set of answers compares with what people wrote.

Lines are event arrays, shape [steps], one event of `appliance.music.events` a sixteenth. A value
that is not defined, such as the range of an empty answer, is nan. Measures without a named source
are our own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, REST, notes_of
from appliance.music.grid import Meter
from appliance.music.keys import Key, estimate_key
from tools.eval.harmony import (
    SILENT,
    Events,
    note_lengths,
    notes_per_bar,
    onset_pitches,
    onset_steps,
    pitch_class_histogram,
    ratio,
    sounding,
)

LONGEST_HELD_BARS = 2
FEATURES = ("density", "range", "mean_interval", "mean_ioi", "repetition_rate")


@dataclass(frozen=True, slots=True)
class Diversity:
    """How much answers to one call differ.

    `distance` is the mean over all pairs of the share of steps with different events, nan for
    fewer than two answers; `distinct` counts the different answers.
    """

    distance: float
    distinct: int


def describe(call: Events, answer: Events, meter: Meter) -> dict[str, float]:
    """All measures of one answer to a call, by name; truths are 1 or 0.

    `density_ratio` is onsets of the answer to onsets of the call, `length_ratio` the same of
    steps from the first onset to the end of the last note; `range` and `range_difference`
    (answer minus call) are in semitones, `motif_reuse` in intervals, `longest_copy` in notes,
    `copied_share` in the answer's notes, `gap` in steps before the first onset.
    """
    copied = longest_copy(call, answer)
    return {
        "density_ratio": ratio(len(onset_steps(answer)), len(onset_steps(call))),
        "length_ratio": ratio(span(answer), span(call)),
        "range": pitch_range(answer),
        "range_difference": pitch_range(answer) - pitch_range(call),
        "pitch_class_overlap": pitch_class_overlap(call, answer),
        "motif_reuse": float(motif_reuse(call, answer)),
        "longest_copy": float(copied),
        "copied_share": ratio(copied, len(onset_steps(answer))),
        "repetition_rate": repetition_rate(answer),
        "empty": float(is_empty(answer)),
        "endless": float(is_endless(answer, meter)),
        "exact_copy": float(is_exact_copy(call, answer)),
        "key_match": key_match(call, answer),
        "gap": gap(answer),
    }


def span(events: Events) -> int:
    """Steps from the first onset to the end of the last note; 0 without notes."""
    filled = np.flatnonzero(sounding(events) != SILENT)
    return int(filled[-1] - filled[0]) + 1 if len(filled) else 0


def pitch_range(events: Events) -> float:
    """Semitones from the lowest to the highest note; nan without notes."""
    pitches = onset_pitches(events)
    return float(np.ptp(pitches)) if len(pitches) else float("nan")


def pitch_class_overlap(call: Events, answer: Events) -> float:
    """Overlap of the pitch-class histograms by duration: sum of the smaller shares, 0 … 1.

    Source: histogram intersection, Swain & Ballard 1991, Int. J. Computer Vision 7(1).
    """
    first, second = pitch_class_histogram(call), pitch_class_histogram(answer)
    if not (first.any() and second.any()):
        return float("nan")
    return float(np.minimum(first / first.sum(), second / second.sum()).sum())


def motif_reuse(call: Events, answer: Events) -> int:
    """Length in intervals of the longest run of melodic intervals that both lines have."""
    first, second = np.diff(onset_pitches(call)), np.diff(onset_pitches(answer))
    return _longest_diagonal(first[:, None] == second[None, :])


def longest_copy(call: Events, answer: Events) -> int:
    """Notes in the longest run that both lines have with the same pitches and onset distances."""
    pitch = onset_pitches(call)[:, None] == onset_pitches(answer)[None, :]
    gaps = np.diff(onset_steps(call))[:, None] == np.diff(onset_steps(answer))[None, :]
    steps = _longest_diagonal(pitch[:-1, :-1] & pitch[1:, 1:] & gaps)
    return steps + 1 if steps else int(pitch.any())


def repetition_rate(events: Events) -> float:
    """Share of the onsets after the first that repeat the pitch before; nan below two onsets."""
    pitches = onset_pitches(events)
    return ratio(int((pitches[1:] == pitches[:-1]).sum()), max(0, len(pitches) - 1))


def is_empty(events: Events) -> bool:
    """True for a line without notes."""
    return not len(onset_steps(events))


def is_endless(events: Events, meter: Meter) -> bool:
    """True if a note lasts over two bars, or one begun before the middle sounds to the end."""
    middle = len(events) // 2
    if is_empty(events):
        return False
    if note_lengths(events).max() > LONGEST_HELD_BARS * meter.steps_per_bar:
        return True
    begins = (events[middle:] >= FIRST_ONSET).any()
    return bool((sounding(events)[middle:] != SILENT).all() and not begins)


def is_exact_copy(call: Events, answer: Events) -> bool:
    """True if the answer has notes, and the call's onset steps and pitches; lengths may differ."""
    return (
        not is_empty(answer)
        and np.array_equal(onset_steps(call), onset_steps(answer))
        and np.array_equal(onset_pitches(call), onset_pitches(answer))
    )


def key_match(call: Events, answer: Events) -> float:
    """1 if the estimated keys are the same, else 0; nan if a line has no notes.

    Source: Krumhansl 1990, as in `appliance.music.keys.estimate_key`.
    """
    first, second = _key(call), _key(answer)
    return float("nan") if first is None or second is None else float(first == second)


def gap(answer: Events) -> float:
    """Steps from the start of the answer to its first onset; nan without notes."""
    begins = onset_steps(answer)
    return float(begins[0]) if len(begins) else float("nan")


def features(events: Events, meter: Meter) -> dict[str, float]:
    """FEATURES of a line, for `distances`.

    Onsets per bar, range in semitones, mean absolute interval in semitones, mean steps between
    onsets, and repetition rate.
    """
    several = len(onset_steps(events)) > 1
    return {
        "density": notes_per_bar(events, meter),
        "range": pitch_range(events),
        "mean_interval": _mean(np.abs(np.diff(onset_pitches(events)))) if several else float("nan"),
        "mean_ioi": _mean(np.diff(onset_steps(events))) if several else float("nan"),
        "repetition_rate": repetition_rate(events),
    }


def distances(
    generated: Sequence[Mapping[str, float]], human: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """How far generated answers lie from what people wrote, for each of FEATURES; 0 is best.

    1-Wasserstein distance of the two samples of a feature in standard deviations of the human
    one (divided by their number). nan values are left out; a distance is nan if nothing is left
    of a sample or if the human values do not vary.

    Args:
        generated: `features` of each answer.
        human: `features` of each human continuation.

    Source: Yang & Lerch 2020, Neural Computing and Applications 32, for the principle of a
    two-sided distance to a reference, where more is not better. They overlap kernel density
    estimates; the Wasserstein distance needs no bandwidth and still grows when nothing overlaps.
    """
    out = {}
    for name in FEATURES:
        ours, theirs = _sample(generated, name), _sample(human, name)
        varied = len(ours) > 0 and len(theirs) > 0 and np.ptp(theirs) > 0
        out[name] = wasserstein(ours, theirs) / float(np.std(theirs)) if varied else float("nan")
    return out


def wasserstein(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """1-Wasserstein distance of two samples, [n] and [m], neither empty: the area between CDFs.

    Source: Ramdas, García Trillos & Cuturi 2017, Entropy 19(2), for the form by CDFs.
    """
    places = np.sort(np.concatenate([x, y]))
    first = np.searchsorted(np.sort(x), places[:-1], side="right") / len(x)
    second = np.searchsorted(np.sort(y), places[:-1], side="right") / len(y)
    return float((np.abs(first - second) * np.diff(places)).sum())


def diversity(answers: Sequence[Events]) -> Diversity:
    """How much answers to one call, each [steps], differ; shorter ones are filled up with rests."""
    width = max([1, *map(len, answers)])
    lines = np.full((len(answers), width), REST, np.int64)
    for row, answer in zip(lines, answers, strict=True):
        row[: len(answer)] = answer
    pairs = np.triu_indices(len(lines), 1)
    differ = (lines[pairs[0]] != lines[pairs[1]]).mean(1)
    return Diversity(_mean(differ), len({row.tobytes() for row in lines}))


def _longest_diagonal(matches: npt.NDArray[np.bool_]) -> int:
    """Length of the longest run of True down a diagonal of a table."""
    longest = 0
    run = np.zeros(matches.shape[1], np.int64)
    for row in matches:
        run = np.append(0, run)[:-1]
        run = (run + 1) * row
        longest = max(longest, int(run.max(initial=0)))
    return longest


def _key(events: Events) -> Key | None:
    return estimate_key(notes_of(events.tolist()))


def _sample(rows: Sequence[Mapping[str, float]], name: str) -> npt.NDArray[np.float64]:
    values = np.array([row[name] for row in rows], np.float64)
    return values[~np.isnan(values)]


def _mean(values: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")
