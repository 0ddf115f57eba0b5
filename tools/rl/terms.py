"""What a line is made of, counted step by step: the terms that are held against people's.

RL Tuner (Jaques et al. 2016, arXiv 1611.02796, section 4.1) rewards single terms in C major, more
being better. Here each is counted in any key, and `prices` holds its frequency against that of
people in the genre: what is rare there is rare here, and what is common stays common. The first
terms are the habits that the box itself knows of (`appliance.models.habits`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from appliance.models.habits import FARTHEST, HABITS, LONGEST_GAP, lag_index
from appliance.models.voice_features import REGISTER_SEMITONES
from appliance.music.events import HOLD, LOWEST_PITCH, REST
from tools.rl.lines import SILENT, Bools, Ints, Notes, notes
from tools.rl.turn_terms import TURN_TERMS, turn_terms

Counts = npt.NDArray[np.int8]
DIATONIC = (0, 2, 4, 5, 7, 9, 11)
FIFTH = 7  # a leap, in semitones, as in RL Tuner
MOTIF_STEPS, MOTIF_PITCHES = 8, 3
FEW_REPEATS = 4  # onsets of the same pitch in a row that are not yet too many
BASS_TERMS = HABITS | {"strong_interval": 12}
MELODY_TERMS = (
    HABITS | {"excess_repeat": 1, "out_of_key": 1, "unresolved_leap": 1, "motif": 1} | TURN_TERMS
)


def bass_terms(events: Ints, bar: Ints, tonic: Ints, lag: Ints) -> Counts:
    """Terms of basses, [jams, steps, terms], in the order of BASS_TERMS.

    `strong_interval` is root motion: the pitch class moved by from one downbeat to the next.

    Args:
        events: [jams, steps].
        bar: steps of a bar, [jams].
        tonic: pitch class of the running key's tonic, [jams, steps].
        lag: from `lags` of the melodies, [jams, steps].
    """
    found = notes(events)
    parts = _common(events, found, bar, tonic, lag)
    return _stacked(BASS_TERMS, {**parts, "strong_interval": _root_motion(events, bar)})


def melody_terms(events: Ints, bar: Ints, tonic: Ints, turn: Bools) -> Counts:
    """Terms of melodies, [jams, steps, terms], in the order of MELODY_TERMS; see `bass_terms`.

    `turn` is True where an answer lies, [jams, steps].
    """
    found = notes(events)
    degree = (found.pitch - tonic) % 12
    parts = {
        **_common(events, found, bar, tonic, np.full_like(events, SILENT)),
        "excess_repeat": _flag(found.onset & (_run(found) > FEW_REPEATS)),
        "out_of_key": _flag(found.onset & ~np.isin(degree, DIATONIC)),
        "unresolved_leap": _flag(_unresolved(found)),
        "motif": _flag(found.onset & (_distinct(found) >= MOTIF_PITCHES)),
        **{name: _flag(used) for name, used in turn_terms(found, turn, tonic).items()},
    }
    return _stacked(MELODY_TERMS, parts)


def _common(events: Ints, found: Notes, bar: Ints, tonic: Ints, lag: Ints) -> dict[str, Ints]:
    """Index of each term that counts in a step, [jams, steps]; -1 for none."""
    follows = found.onset & (found.before >= 0)
    move = np.clip(found.pitch - found.before, -FARTHEST, FARTHEST) + FARTHEST
    place = np.arange(events.shape[1])[None, :] % bar[:, None]
    gap = np.minimum(found.gap, LONGEST_GAP) - 1
    return {
        "interval": np.where(follows, move, -1),
        "gap": np.where(follows, gap, -1),
        "position": np.where(found.onset, place, -1),
        "degree": np.where(found.onset, (found.pitch - tonic) % 12, -1),
        "silence": _flag(events == REST),
        "register": np.where(found.onset, (found.pitch - LOWEST_PITCH) // REGISTER_SEMITONES, -1),
        "length": np.where(found.sounds & (events != HOLD), gap, -1),
        "lag": np.where(found.onset, lag_index(lag), -1),
    }


def _root_motion(events: Ints, bar: Ints) -> Ints:
    """From one downbeat's onset to the next one's, semitones upwards within the octave."""
    down = np.arange(events.shape[1])[None, :] % bar[:, None] == 0
    strong = notes(np.where(down, events, REST))
    return np.where(strong.onset & (strong.before >= 0), (strong.pitch - strong.before) % 12, -1)


def _run(found: Notes) -> Ints:
    """Onsets of the same pitch in a row up to each onset, [jams, steps]."""
    out = np.zeros(found.pitch.shape, np.int64)
    run = np.zeros(len(out), np.int64)
    for step in range(out.shape[1]):
        again = found.pitch[:, step] == found.before[:, step]
        run = np.where(found.onset[:, step], np.where(again, run + 1, 1), run)
        out[:, step] = run
    return out


def _unresolved(found: Notes) -> Bools:
    """Where a leap of a fifth or more is not followed by a step or leap back, at the next onset.

    RL Tuner gives a leap some notes' time to be resolved; here its next note has to turn back.
    """
    move = np.where(found.before >= 0, found.pitch - found.before, 0)
    out = np.zeros(found.onset.shape, np.bool_)
    leap = np.zeros(len(out), np.int64)  # direction of a leap not yet answered
    for step in range(out.shape[1]):
        here, now = found.onset[:, step], move[:, step]
        out[:, step] = here & (leap != 0) & (np.sign(now) != -leap)
        leap = np.where(here, np.where(np.abs(now) >= FIFTH, np.sign(now), 0), leap)
    return out


def _distinct(found: Notes) -> Ints:
    """Different pitches that began in the last MOTIF_STEPS steps, this one included."""
    jams, steps = found.onset.shape
    began = np.zeros((jams, MOTIF_STEPS), np.int64) - 1
    out = np.zeros((jams, steps), np.int64)
    for step in range(steps):
        began = np.roll(began, 1, 1)
        began[:, 0] = np.where(found.onset[:, step], found.pitch[:, step], -1)
        ordered = np.sort(began, 1)
        fresh = np.diff(ordered, axis=1, prepend=-2) != 0
        out[:, step] = (fresh & (ordered >= 0)).sum(1)
    return out


def _flag(truth: Bools) -> Ints:
    """Index 0 where something is true, -1 elsewhere."""
    return np.where(truth, 0, -1)


def _stacked(widths: Mapping[str, int], parts: Mapping[str, Ints]) -> Counts:
    """One-hot terms side by side, [jams, steps, terms]."""
    columns = [parts[name][..., None] == np.arange(width) for name, width in widths.items()]
    return np.concatenate(columns, -1).astype(np.int8)
