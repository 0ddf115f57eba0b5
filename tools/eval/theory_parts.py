"""What both forms of RL Tuner's measures are made of: leaps, repetition, extremes, motifs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET
from appliance.music.keys import SCALES
from tools.eval.harmony import Ints

LAGS = (1, 2, 3)
LEAP = 7  # semitones: a fifth
LEAP_BACK = 8  # steps after which a leap back resolves a leap; sooner it only undoes it
WINDOW = 8  # steps of a motif
MOTIF_PITCHES = 3

MAJOR = np.isin(np.arange(12), SCALES["major"]).astype(np.int64)
# The diatonic collection of each root: 1 if it holds a pitch class, [12 roots, 12]
COLLECTIONS = np.stack([np.roll(MAJOR, root) for root in range(12)])

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leaps:
    """Leaps from a line at rest, further leaps of an open one in its direction, resolutions."""

    opened: int
    doubled: int
    resolved: int


def truth(value: bool, known: int) -> float:
    """1 or 0; nan if nothing is known."""
    return float(value) if known else float("nan")


def autocorrelation(signal: Ints, lag: int) -> float:
    """Autocorrelation of a series, [n]; nan if it does not vary or is not longer than the lag."""
    if len(signal) <= lag or np.ptp(signal) == 0:
        return float("nan")
    from_first = signal - signal[0]  # whole numbers, so that transposing changes nothing at all
    x = from_first - from_first.mean()
    return float((x[lag:] * x[:-lag]).sum() / len(x) / x.var())


def unique_extrema(notes: Ints) -> tuple[bool, bool]:
    """Whether the lowest and the highest note occur once; False without notes."""
    counts = np.unique(notes, return_counts=True)[1]
    return bool((counts[:1] == 1).any()), bool((counts[-1:] == 1).any())


def leaps_of(begins: Ints, pitches: Ints) -> Leaps:
    """The leaps of a line from its onset steps and pitches, [notes] each."""
    opened = doubled = resolved = 0
    direction = origin = since = 0
    for begin, before, pitch in zip(begins[1:], pitches[:-1], pitches[1:], strict=True):
        if abs(pitch - before) >= LEAP:
            way = 1 if pitch > before else -1
            if not direction:
                opened, direction, origin = opened + 1, way, before
            elif way == direction:
                doubled += 1
            else:
                resolved, direction = resolved + int(begin - since >= LEAP_BACK), 0
            since = begin
        elif direction and direction * (pitch - origin) <= 0:
            resolved, direction = resolved + 1, 0
    return Leaps(opened, doubled, resolved)


def windows_of(line: Ints) -> Ints:
    """All windows of a line, [steps - WINDOW + 1, WINDOW]; none of a shorter line."""
    if len(line) < WINDOW:
        return np.empty((0, WINDOW), np.int64)
    return np.lib.stride_tricks.sliding_window_view(line, WINDOW)


def is_motif(windows: Ints) -> Flags:
    """Which windows have enough different onsets, [windows]."""
    ordered = np.sort(windows, axis=1)
    new = np.diff(ordered, axis=1, prepend=-1) > 0
    motif: Flags = (new & (ordered >= FIRST_ONSET)).sum(1) >= MOTIF_PITCHES
    return motif


def came_before(windows: Ints) -> Flags:
    """Which windows are the same as one that ended before they begin, [windows]."""
    _, first, which = np.unique(windows, axis=0, return_index=True, return_inverse=True)
    before: Flags = first[which.reshape(-1)] <= np.arange(len(windows)) - WINDOW
    return before
