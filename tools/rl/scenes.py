"""The human of a round: melodies from people's training music, as people would play them.

A player comes in early or late, starts before the box has any bass, gives it a bass to go on with,
and changes the key when they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appliance.music.events import FIRST_ONSET, HOLD, REST
from appliance.music.grid import Meter
from tools.corpus.pieces import Duet
from tools.rl.lines import Bools, Ints
from tools.train.windows import PADDING, Sampler, transpose, window

SHARE_OF_LATE = 0.5  # jams in which the player's timing wavers
LATE = 0.1  # share of their notes that come a step late
SHARE_OF_MODULATION = 0.35  # jams in which the key changes on a bar line
SHARE_OF_SEEDED = 0.4  # jams that begin with some bars of a person's bass
SEED_BARS = (1, 2)
FURTHEST_KEY = 6


@dataclass(frozen=True)
class Scene:
    """Jams to be played: `melody` and `bass` are people's, [jams, steps].

    `given` is True where the person's bass is played; `counted` where the piece goes on.
    """

    melody: Ints
    bass: Ints
    given: Bools
    counted: Bools
    genre: Ints
    meters: Sequence[Meter]

    @property
    def bar(self) -> Ints:
        """Steps of a bar, [jams]."""
        return steps_per_bar(self.meters)

    @property
    def beat(self) -> Ints:
        """Steps of a beat, [jams]."""
        return np.array([meter.steps_per_beat for meter in self.meters])


def steps_per_bar(meters: Sequence[Meter]) -> Ints:
    """Steps of a bar in each jam, [jams]."""
    return np.array([meter.steps_per_bar for meter in meters])


def draw_scene(sampler: Sampler[Duet], jams: int, steps: int, plain: bool = False) -> Scene:
    """Jams with melodies drawn from the training music.

    Args:
        sampler: of duets.
        jams: how many.
        steps: how long.
        plain: leave the music as it was written, and give no bass.
    """
    random, duets = sampler.random, sampler.draw(jams)
    starts = [sampler.bar(duet, steps) * duet.meter.steps_per_bar for duet in duets]
    shifts = [sampler.semitones() for _ in duets]
    cuts = list(zip(duets, starts, shifts, strict=True))
    melody = np.stack([window(d.melody, at, steps, by) for d, at, by in cuts])
    bass = np.stack([window(d.bass, at, steps, by) for d, at, by in cuts])
    counted = melody != PADDING
    melody, bass = np.maximum(melody, REST), np.maximum(bass, REST)
    meters = [duet.meter for duet in duets]
    given = np.zeros(melody.shape, np.bool_)
    if not plain:
        given = _seeded(meters, steps, random)
        melody, bass = _modulated(melody, bass, meters, random)
        melody = late(melody, random, SHARE_OF_LATE, LATE)
    return Scene(melody, bass, given, counted, np.array([d.genre for d in duets]), meters)


def late(events: Ints, random: np.random.Generator, share: float, often: float) -> Ints:
    """Some notes of a share of the lines begin a step late: they are held on at least that long.

    Args:
        events: [jams, steps].
        random: the only source of chance.
        share: of the lines.
        often: share of their notes.
    """
    onset = events >= FIRST_ONSET
    held = np.concatenate([events[:, 1:] == HOLD, np.zeros((len(events), 1), np.bool_)], 1)
    chosen = (random.random((len(events), 1)) < share) & (random.random(events.shape) < often)
    moved = onset & held & chosen
    sounded = np.concatenate([np.zeros((len(events), 1), np.bool_), events[:, :-1] != REST], 1)
    out = np.where(moved, np.where(sounded, HOLD, REST), events)
    rows, steps = np.nonzero(moved)
    out[rows, steps + 1] = events[rows, steps]
    return out


def _seeded(meters: Sequence[Meter], steps: int, random: np.random.Generator) -> Bools:
    bars = random.integers(SEED_BARS[0], SEED_BARS[1] + 1, len(meters))
    seeded = random.random(len(meters)) < SHARE_OF_SEEDED
    length = np.where(seeded, bars * [meter.steps_per_bar for meter in meters], 0)
    return np.arange(steps)[None, :] < length[:, None]


def _modulated(
    melody: Ints, bass: Ints, meters: Sequence[Meter], random: np.random.Generator
) -> tuple[Ints, Ints]:
    """From a bar line on, some jams are in another key."""
    steps = melody.shape[1]
    at = [int(random.integers(1, steps // m.steps_per_bar)) * m.steps_per_bar for m in meters]
    moves = random.random(len(meters)) < SHARE_OF_MODULATION
    by = np.where(moves, random.integers(-FURTHEST_KEY, FURTHEST_KEY, len(meters)), 0)
    after = np.arange(steps)[None, :] >= np.array(at)[:, None]
    shift = np.where(after, by[:, None], 0)
    return transpose(melody, shift), transpose(bass, shift)
