"""Excerpts of duets: what a bass is played under to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from appliance.music.events import FIRST_ONSET, REST
from tools.corpus.pieces import Duet, Events
from tools.eval.playing import Request

BARS = 32
COLD_BARS = 4
MOST_SILENCE = 0.5  # of an excerpt's steps; emptier ones say nothing of a bass under a melody


@dataclass(frozen=True)
class Excerpt:
    """Some bars of a duet, from a bar line on."""

    duet: Duet

    @property
    def request(self) -> Request:
        """What the box is asked to play with."""
        return Request(self.duet.melody, self.duet.meter, self.duet.genre)


def excerpts(duets: Sequence[Duet], per_genre: int) -> list[Excerpt]:
    """The first 32 bars in which a duet has a melody; some of each genre, drawn by a fixed seed."""
    out = []
    random = np.random.default_rng(0)
    for genre in sorted({duet.genre for duet in duets}):
        own = [duet for duet in duets if duet.genre == genre]
        order = [own[index] for index in random.permutation(len(own))]
        cut = [excerpt for duet in order if (excerpt := _cut(duet)) is not None]
        out += cut[:per_genre]
    return out


def _cut(duet: Duet) -> Excerpt | None:
    """The excerpt of a duet, or None where its melody is mostly silent or too short."""
    bar = duet.meter.steps_per_bar
    onsets = np.flatnonzero(duet.melody >= FIRST_ONSET)
    start = int(onsets[0]) // bar * bar if len(onsets) else 0
    end = start + BARS * bar
    melody, bass = duet.melody[start:end].copy(), duet.bass[start:end].copy()
    long_enough = len(melody) >= 2 * COLD_BARS * bar
    if not long_enough or (melody == REST).mean() > MOST_SILENCE or not (bass != REST).any():
        return None
    return Excerpt(
        replace(duet, melody=_clean(melody), bass=_clean(bass), roots=duet.roots[start:end])
    )


def _clean(line: Events) -> Events:
    """A line cut inside a note opens with rests instead."""
    opening = np.cumsum(line != 1) == 0
    line[opening] = REST
    return line
