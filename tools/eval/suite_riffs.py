"""What a bass becomes under a riff that goes on and on, as players of the box do and pieces do not.

Two bars of held-out melodies are repeated for 32 bars; the bass is judged by its last eight.
A critic that foresees all the player does may reward itself for notes without end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from appliance.models.manifest import ModelFile, manners
from appliance.music.events import FIRST_ONSET, HOLD, REST
from tools.corpus.pieces import Duet, Events
from tools.eval.excerpts import BARS, Excerpt
from tools.eval.harmony import notes_per_bar, rates
from tools.eval.playing import Way, basses
from tools.eval.tables import Tally

FIRST_BAR, RIFF_BARS = 4, 2  # melodies may begin with an upbeat; every excerpt has eight bars
JUDGED_BARS = 8
TOO_MANY = 0.75  # of the steps have an onset


def riffs(
    chosen: Sequence[Excerpt],
    model: ModelFile,
    ways: Mapping[str, Way],
    critic: ModelFile | None = None,
) -> Tally:
    """Metrics of basses under riffs; `human` is the excerpt as it was written, riff or not."""
    tally = Tally()
    for excerpt in chosen:
        tally.add(excerpt.duet.genre, "human", judged(excerpt.duet))
    riffing = [replace(each.duet, melody=riff_of(each.duet)) for each in chosen]
    requests = [replace(e.request, melody=d.melody) for e, d in zip(chosen, riffing, strict=True)]
    for name, way in ways.items():
        lines = basses(model, manners(model), requests, way, critic)
        for duet, bass in zip(riffing, lines, strict=True):
            tally.add(duet.genre, name, judged(replace(duet, bass=bass)))
    return tally


def riff_of(duet: Duet) -> Events:
    """Two bars of a duet's melody over and over, [steps]; no note is held over their beginning."""
    bar = duet.meter.steps_per_bar
    riff = duet.melody[FIRST_BAR * bar : (FIRST_BAR + RIFF_BARS) * bar].copy()
    riff[np.cumsum(riff != HOLD) == 0] = REST
    return np.resize(riff, BARS * bar)


def judged(duet: Duet) -> dict[str, float]:
    """The metrics of the last bars of a bass."""
    steps = JUDGED_BARS * duet.meter.steps_per_bar
    melody, bass = duet.melody[-steps:], duet.bass[-steps:]
    onsets = float((bass >= FIRST_ONSET).mean())
    return {
        "notes_per_bar": notes_per_bar(bass, duet.meter),
        "runs_away": float(onsets >= TOO_MANY),
        "silent": float(onsets == 0),
        "consonant_while_sounding": rates(melody, bass).while_sounding,
    }
