"""How a melody keeps the rules by which RL Tuner judges melodies: as published, and in any key.

Lines are event arrays, shape [steps], one event of `appliance.music.events` a sixteenth. A value
that is not defined, such as a share of no notes, is nan.

Source: Jaques, Gu, Turner & Eck 2016, arXiv 1611.02796, table 1, "RL Tuner" below; where the text
leaves a choice open, the authors' code decides (magenta/models/rl_tuner).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, LOWEST_PITCH, REST, VOCABULARY_SIZE, notes_of
from appliance.music.keys import SCALES, estimate_key
from tools.eval.harmony import (
    Events,
    Ints,
    onset_pitches,
    onset_steps,
    pitch_class_histogram,
    ratio,
)

LAGS = (1, 2, 3)
LEAP = 7  # semitones: a fifth
LEAP_BACK = 8  # steps after which a leap back resolves a leap; sooner it only undoes it
WINDOW = 8  # steps of a motif
MOTIF_PITCHES = 3
MOST_REPEATS = 4
# RL Tuner's own tokens: the end of a note, nothing new, and onsets of C3 … B5
NOTE_OFF, NO_EVENT, FIRST_TOKEN = 0, 1, 2
LOWEST, OCTAVES, MIDDLE_C = 48, 3, 60
MOST_EARLIER, MOST_EARLIER_APART = 4, 6  # occurrences before, one next to the other or not

MAJOR = np.isin(np.arange(12), SCALES["major"]).astype(np.int64)
# The diatonic collection of each root: 1 if it holds a pitch class, [12 roots, 12]
COLLECTIONS = np.stack([np.roll(MAJOR, root) for root in range(12)])

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Leaps:
    """Leaps from a line at rest, further leaps of an open one in its direction, resolutions."""

    opened: int
    doubled: int
    resolved: int


def theory(line: Events, context: Events | None = None) -> dict[str, float]:
    """All measures of one line, by name; truths are 1 or 0.

    Args:
        line: the melody to judge, [steps].
        context: what tells its key, such as the call that it answers, [steps]; None: the line.

    As published (names begin with `rl_tuner.`). "Notes" are RL Tuner's tokens, one a step: a rest
    is a note-off and then no-events, a hold is a no-event; pitches are folded by octaves into
    C3 … B5. Shares are of the steps. All are nan for a line of no steps.

    * `excessively_repeated`: share of tokens that occurred more than 4 times since the last other
      note; more than 6 times if there are holds or rests between. No-events are counted like
      notes, so that a long hold or silence is a repetition too.
    * `autocorrelation_1`, `_2`, `_3`: of the token numbers (rests and holds are 0 and 1) at a lag
      in steps: sum of products of deviations from the mean, by steps and variance.
    * `not_in_key`: share of tokens that are onsets outside C major.
    * `starts_with_tonic`: 1 if the first token is the onset of middle C.
    * `leaps_resolved`: resolved leaps by resolved and doubled leaps. A leap is an interval of a
      fifth (7 semitones) or more. It is open until it is resolved, by reaching the note before it
      or beyond without a leap, or by a leap back 8 steps later or more; a leap back sooner closes
      it, but counts for nothing. Another leap in its direction doubles it.
    * `leaps`: resolved and doubled leaps. The table's percentages pool all melodies: for this one,
      take the mean of `leaps_resolved` weighted by `leaps`.
    * `unique_max`, `unique_min`: 1 if the highest (lowest) note occurs once; 0 without notes.
    * `in_motif`: share of steps with which a window of 8 steps ends that has onsets of 3 different
      pitches or more.
    * `in_repeated_motif`: share of steps with which such a window ends whose tokens all occurred
      before, in a window that ended before this one began.

    In any key (our own, after the same rules). Shares are of the onsets.

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
    events = line.astype(np.int64)
    published = {f"rl_tuner.{name}": value for name, value in _published(events).items()}
    return published | _generalised(events, events if context is None else context)


def _published(events: Ints) -> dict[str, float]:
    """The measures of RL Tuner, without their prefix."""
    tokens = _tokens(events)
    steps, notes = len(tokens), tokens[tokens >= FIRST_TOKEN]
    lowest, highest = _unique_extrema(notes)
    leaps = _leaps(np.flatnonzero(tokens >= FIRST_TOKEN), notes)
    foreign = 1 - COLLECTIONS[0, (notes - FIRST_TOKEN) % 12]
    starts = tokens[:1] == FIRST_TOKEN + MIDDLE_C - LOWEST
    return {
        "excessively_repeated": ratio(_repeated_tokens(tokens.tolist()), steps),
        **{f"autocorrelation_{lag}": _autocorrelation(tokens, lag) for lag in LAGS},
        "not_in_key": ratio(int(foreign.sum()), steps),
        "starts_with_tonic": _truth(bool(starts.any()), steps),
        "leaps_resolved": ratio(leaps.resolved, leaps.resolved + leaps.doubled),
        "leaps": float(leaps.resolved + leaps.doubled) if steps else float("nan"),
        "unique_max": _truth(highest, steps),
        "unique_min": _truth(lowest, steps),
        **_published_motifs(tokens),
    }


def _generalised(events: Ints, context: Events) -> dict[str, float]:
    """The measures for any key."""
    pitches = onset_pitches(events)
    notes, (lowest, highest) = len(pitches), _unique_extrema(pitches)
    leaps = _leaps(onset_steps(events), pitches)
    made = leaps.opened + leaps.doubled
    return {
        "out_of_key": _out_of_key(pitches, context),
        "excessive_repeats": ratio(int((_repeats(pitches) >= MOST_REPEATS).sum()), notes),
        "leaps_unresolved": ratio(made - leaps.resolved, made),
        **_tonic_places(pitches, context),
        **{f"pitch_autocorrelation_{lag}": _autocorrelation(pitches, lag) for lag in LAGS},
        "unique_max": _truth(highest, notes),
        "unique_min": _truth(lowest, notes),
        **_motifs(events),
    }


def _truth(value: bool, known: int) -> float:
    """1 or 0; nan if nothing is known."""
    return float(value) if known else float("nan")


def _tokens(events: Ints) -> Ints:
    """The line in RL Tuner's tokens, [steps]."""
    above = events - FIRST_ONSET + LOWEST_PITCH - LOWEST
    octave = np.clip(above // 12, 0, OCTAVES - 1)
    released = (events == REST) & (np.append(REST, events)[:-1] != REST)
    silent = np.where(released, NOTE_OFF, NO_EVENT)
    tokens: Ints = np.where(events >= FIRST_ONSET, FIRST_TOKEN + 12 * octave + above % 12, silent)
    return tokens


def _repeated_tokens(tokens: list[int]) -> int:
    """Tokens that occurred too often since the last other note."""
    return sum(_is_excessive(tokens, step) for step in range(len(tokens)))


def _is_excessive(tokens: list[int], step: int) -> bool:
    token, earlier, apart = tokens[step], 0, False
    for before in range(step - 1, -1, -1):
        if tokens[before] == token:
            earlier += 1
        elif tokens[before] < FIRST_TOKEN:
            apart = True
        else:
            break
        if earlier > MOST_EARLIER_APART:
            break
    return earlier > (MOST_EARLIER_APART if apart else MOST_EARLIER)


def _repeats(pitches: Ints) -> Ints:
    """How many times in a row each note's pitch has been heard just before it, [notes]."""
    place = np.arange(len(pitches))
    changes = np.append(True, np.diff(pitches) != 0)[: len(pitches)]
    begun: Ints = np.maximum.accumulate(np.where(changes, place, 0))
    return place - begun


def _autocorrelation(signal: Ints, lag: int) -> float:
    """Autocorrelation of a series, [n]; nan if it does not vary or is not longer than the lag."""
    if len(signal) <= lag or np.ptp(signal) == 0:
        return float("nan")
    from_first = signal - signal[0]  # whole numbers, so that transposing changes nothing at all
    x = from_first - from_first.mean()
    return float((x[lag:] * x[:-lag]).sum() / len(x) / x.var())


def _unique_extrema(notes: Ints) -> tuple[bool, bool]:
    """Whether the lowest and the highest note occur once; False without notes."""
    counts = np.unique(notes, return_counts=True)[1]
    return bool((counts[:1] == 1).any()), bool((counts[-1:] == 1).any())


def _leaps(begins: Ints, pitches: Ints) -> _Leaps:
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
    return _Leaps(opened, doubled, resolved)


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


def _published_motifs(tokens: Ints) -> dict[str, float]:
    windows = _windows(tokens)
    motif = _is_motif(windows)
    return {
        "in_motif": ratio(int(motif.sum()), len(tokens)),
        "in_repeated_motif": ratio(int((motif & _came_before(windows)).sum()), len(tokens)),
    }


def _motifs(events: Ints) -> dict[str, float]:
    windows = _windows(events)
    motif = _is_motif(windows)
    repeated = motif & _came_before(_from_first_note(windows))
    return {
        "motif_share": _share_inside(events, motif),
        "repeated_motif_share": _share_inside(events, repeated),
    }


def _windows(line: Ints) -> Ints:
    """All windows of a line, [steps - WINDOW + 1, WINDOW]; none of a shorter line."""
    if len(line) < WINDOW:
        return np.empty((0, WINDOW), np.int64)
    return np.lib.stride_tricks.sliding_window_view(line, WINDOW)


def _is_motif(windows: Ints) -> Flags:
    """Which windows have enough different onsets, [windows]."""
    ordered = np.sort(windows, axis=1)
    new = np.diff(ordered, axis=1, prepend=-1) > 0
    motif: Flags = (new & (ordered >= FIRST_ONSET)).sum(1) >= MOTIF_PITCHES
    return motif


def _came_before(windows: Ints) -> Flags:
    """Which windows are the same as one that ended before they begin, [windows]."""
    _, first, which = np.unique(windows, axis=0, return_index=True, return_inverse=True)
    before: Flags = first[which.reshape(-1)] <= np.arange(len(windows)) - WINDOW
    return before


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
