"""The measures of RL Tuner as they were published: in C major, on its own tokens.

"Notes" are RL Tuner's tokens, one a step: a rest
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
"""

from __future__ import annotations

import numpy as np

from appliance.music.events import FIRST_ONSET, LOWEST_PITCH, REST
from tools.eval.harmony import Ints, ratio
from tools.eval.theory_parts import (
    COLLECTIONS,
    LAGS,
    autocorrelation,
    came_before,
    is_motif,
    leaps_of,
    truth,
    unique_extrema,
    windows_of,
)

# RL Tuner's tokens: the end of a note, nothing new, and onsets of C3 … B5
NOTE_OFF, NO_EVENT, FIRST_TOKEN = 0, 1, 2
LOWEST, OCTAVES, MIDDLE_C = 48, 3, 60
MOST_EARLIER, MOST_EARLIER_APART = 4, 6  # occurrences before, one next to the other or not


def as_published(events: Ints) -> dict[str, float]:
    """The measures of RL Tuner, without their prefix."""
    tokens = _tokens(events)
    steps, notes = len(tokens), tokens[tokens >= FIRST_TOKEN]
    lowest, highest = unique_extrema(notes)
    leaps = leaps_of(np.flatnonzero(tokens >= FIRST_TOKEN), notes)
    foreign = 1 - COLLECTIONS[0, (notes - FIRST_TOKEN) % 12]
    starts = tokens[:1] == FIRST_TOKEN + MIDDLE_C - LOWEST
    return {
        "excessively_repeated": ratio(_repeated_tokens(tokens.tolist()), steps),
        **{f"autocorrelation_{lag}": autocorrelation(tokens, lag) for lag in LAGS},
        "not_in_key": ratio(int(foreign.sum()), steps),
        "starts_with_tonic": truth(bool(starts.any()), steps),
        "leaps_resolved": ratio(leaps.resolved, leaps.resolved + leaps.doubled),
        "leaps": float(leaps.resolved + leaps.doubled) if steps else float("nan"),
        "unique_max": truth(highest, steps),
        "unique_min": truth(lowest, steps),
        **_published_motifs(tokens),
    }


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


def _published_motifs(tokens: Ints) -> dict[str, float]:
    windows = windows_of(tokens)
    motif = is_motif(windows)
    return {
        "in_motif": ratio(int(motif.sum()), len(tokens)),
        "in_repeated_motif": ratio(int((motif & came_before(windows)).sum()), len(tokens)),
    }
