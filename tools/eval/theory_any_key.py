"""The measures of RL Tuner made general: in any key, on notes. Shares are of the onsets.

* `out_of_key`: share outside the diatonic collection, of the 12, that holds most of the
  sounding steps of the context; of several such collections, the kindest to the line.
* `excessive_repeats`: share that are the fifth or later of a pitch in a row (by the text of
  RL Tuner; its code has the sixth).
* `leaps_unresolved`: share of the leaps, first and doubled ones, that are not resolved as
  above by the end of the line.
* `begins_on_tonic`, `ends_on_tonic`: 1 if the first (last) note has the pitch class of the
  tonic that `appliance.music.keys.estimate_key` finds in the context (Krumhansl 1990).
* `pitch_autocorrelation_1`, `_2`, `_3`: as above, of the pitches at a lag in notes.
* `unique_max`, `unique_min`: as above; nan without notes.
* `motif_share`: share inside a window of 8 steps of the line that has onsets of 3 different
  pitches or more; nan for lines shorter than that.
* `repeated_motif_share`: share inside such a window that occurred before, in the same rhythm
  and intervals from its first note on, in a window that ended before this one began.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE, notes_of
from appliance.music.keys import estimate_key
from tools.eval.harmony import (
    Events,
    Ints,
    onset_pitches,
    onset_steps,
    pitch_class_histogram,
    ratio,
)
from tools.eval.theory_parts import (
    COLLECTIONS,
    LAGS,
    WINDOW,
    Flags,
    autocorrelation,
    came_before,
    is_motif,
    leaps_of,
    truth,
    unique_extrema,
    windows_of,
)

MOST_REPEATS = 4


def in_any_key(events: Ints, context: Events) -> dict[str, float]:
    """The measures for any key."""
    pitches = onset_pitches(events)
    notes, (lowest, highest) = len(pitches), unique_extrema(pitches)
    leaps = leaps_of(onset_steps(events), pitches)
    made = leaps.opened + leaps.doubled
    return {
        "out_of_key": _out_of_key(pitches, context),
        "excessive_repeats": ratio(int((_repeats(pitches) >= MOST_REPEATS).sum()), notes),
        "leaps_unresolved": ratio(made - leaps.resolved, made),
        **_tonic_places(pitches, context),
        **{f"pitch_autocorrelation_{lag}": autocorrelation(pitches, lag) for lag in LAGS},
        "unique_max": truth(highest, notes),
        "unique_min": truth(lowest, notes),
        **_motifs(events),
    }


def _repeats(pitches: Ints) -> Ints:
    """How many times in a row each note's pitch has been heard just before it, [notes]."""
    place = np.arange(len(pitches))
    changes = np.append(True, np.diff(pitches) != 0)[: len(pitches)]
    begun: Ints = np.maximum.accumulate(np.where(changes, place, 0))
    return place - begun


def _out_of_key(pitches: Ints, context: Events) -> float:
    """Share of the notes outside the context's diatonic collection."""
    held = COLLECTIONS @ pitch_class_histogram(context)
    if not held.any():
        return float("nan")
    inside = COLLECTIONS @ np.bincount(pitches % 12, minlength=12)
    return ratio(len(pitches) - int(inside[held == held.max()].max()), len(pitches))


def _tonic_places(pitches: Ints, context: Events) -> dict[str, float]:
    """Whether the line begins and ends on the context's tonic."""
    first = int(pitches[0]) if len(pitches) else 0
    # told from the first note on: transposing may then not decide between equally good keys
    heard = [replace(note, pitch=note.pitch - first) for note in notes_of(context.tolist())]
    key = estimate_key(heard) if len(pitches) else None
    if key is None:
        return {"begins_on_tonic": float("nan"), "ends_on_tonic": float("nan")}
    ends = (int(pitches[-1]) - first) % 12
    return {"begins_on_tonic": float(key.tonic == 0), "ends_on_tonic": float(key.tonic == ends)}


def _motifs(events: Ints) -> dict[str, float]:
    windows = windows_of(events)
    motif = is_motif(windows)
    repeated = motif & came_before(_from_first_note(windows))
    return {
        "motif_share": _share_inside(events, motif),
        "repeated_motif_share": _share_inside(events, repeated),
    }


def _from_first_note(windows: Ints) -> Ints:
    """Windows with their onsets told as intervals from the first onset, above all other events."""
    onsets = windows >= FIRST_ONSET
    first = np.take_along_axis(windows, onsets.argmax(1)[:, None], 1)
    return np.where(onsets, windows - first + VOCABULARY_SIZE, windows)


def _share_inside(events: Ints, wanted: Flags) -> float:
    """Share of the onsets that lie in one of the wanted windows, [windows]."""
    if not len(wanted):
        return float("nan")
    inside = np.convolve(wanted, np.ones(WINDOW)) > 0
    begins = onset_steps(events)
    return ratio(int(inside[begins].sum()), len(begins))
