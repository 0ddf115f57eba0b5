"""RL Tuner's terms that need the whole of an answer: its ends, its extremes, what comes again.

Sources: Jaques et al. 2016, arXiv 1611.02796, section 4.1. Its autocorrelation at lags 2 and 3 is
counted as pitches that return after two or three notes (lag 1 is the interval 0 of the habits), its
unique extremes as notes that reach the highest or lowest pitch so far once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from tools.rl.lines import Bools, Ints, Notes

TURN_TERMS: Final = {
    "begins_on_tonic": 1,
    "ends_on_tonic": 1,
    "top_again": 1,
    "bottom_again": 1,
    "return_2": 1,
    "return_3": 1,
    "motif_again": 1,
}
MOTIF_NOTES: Final = 3
Flags = npt.NDArray[np.bool_]


def turn_terms(found: Notes, turn: Bools, tonic: Ints) -> dict[str, Flags]:
    """Where each of TURN_TERMS is used, [jams, steps].

    Args:
        found: the lines' notes.
        turn: where the turn lies, [jams, steps].
        tonic: pitch class of the running key's tonic, [jams, steps].
    """
    out = {name: np.zeros(turn.shape, np.bool_) for name in TURN_TERMS}
    for jam, (onset, pitch) in enumerate(zip(found.onset, found.pitch, strict=True)):
        steps = np.flatnonzero(onset)
        notes, within = pitch[steps], np.flatnonzero(turn[jam, steps])
        marked = {
            **_on_tonic(notes - tonic[jam, steps], within),
            **_extremes_again(notes, within),
            "return_2": 2 + np.flatnonzero(notes[2:] == notes[:-2]),
            "return_3": 3 + np.flatnonzero(notes[3:] == notes[:-3]),
            "motif_again": np.fromiter(_motifs_again(steps, notes), np.int64),
        }
        for name, numbers in marked.items():
            out[name][jam, steps[numbers]] = True
    return {name: flags & turn for name, flags in out.items()}


def _on_tonic(degrees: Ints, within: Ints) -> dict[str, Ints]:
    """The first and the last note of the turn, where they are the tonic; as numbers of notes."""
    tonic = degrees % 12 == 0
    ends = {"begins_on_tonic": within[:1], "ends_on_tonic": within[-1:]}
    return {name: note[tonic[note]] for name, note in ends.items()}


def _extremes_again(notes: Ints, within: Ints) -> dict[str, Ints]:
    """Notes of the turn that are as high, or as low, as any before them in it."""
    own = notes[within]
    highest, lowest = np.maximum.accumulate(own)[:-1], np.minimum.accumulate(own)[:-1]
    return {
        "top_again": within[1:][own[1:] == highest],
        "bottom_again": within[1:][own[1:] == lowest],
    }


def _motifs_again(steps: Ints, notes: Ints) -> Iterator[int]:
    """Notes that end a motif whose intervals and rhythm ended before this one began."""
    last: dict[tuple[int, ...], int] = {}  # a motif, and the number of the note that ended it first
    for end in range(MOTIF_NOTES - 1, len(notes)):
        part = slice(end - MOTIF_NOTES + 1, end + 1)
        if len(set(notes[part].tolist())) < MOTIF_NOTES:
            continue
        motif = (*np.diff(notes[part]).tolist(), *np.diff(steps[part]).tolist())
        if last.setdefault(motif, end) <= end - MOTIF_NOTES:
            yield end
