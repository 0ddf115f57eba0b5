"""How the box's basses fit held-out melodies, beside people's and the simple ones.

Every system plays under the same melodies, causally, step by step, 32 bars each. Besides the plain
run there are a *cold start*, its first four bars alone, and a *surprise*: the melody jumps by a
tritone at beat 17 and the bass has to find it again (Wu et al. 2024, ReaLchords, section 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from appliance.models.manifest import ModelFile, manners
from appliance.music.grid import STEPS_PER_QUARTER
from tools.corpus.pieces import Duet, Events
from tools.eval.bass_baselines import baselines
from tools.eval.excerpts import COLD_BARS, Excerpt, excerpts
from tools.eval.harmony import (
    coupling,
    coverage,
    emd,
    interval_histogram,
    ioi_histogram,
    jsd,
    length_entropy,
    length_histogram,
    notes_per_bar,
    onset_interval_histogram,
    rates,
    register_histogram,
    wide_leaps,
)
from tools.eval.playing import Way, basses
from tools.eval.recovery import by_beat, recovery, tritone_at
from tools.eval.tables import Tally
from tools.eval.under_lstm import log_likelihoods

SURPRISE_BEAT = 17  # counted from 1
HISTOGRAMS = {
    "bass_intervals_jsd": lambda melody, bass: interval_histogram(bass),
    "bass_gaps_jsd": lambda melody, bass: ioi_histogram(bass),
    "bass_lengths_jsd": lambda melody, bass: length_histogram(bass),
    "bass_registers_jsd": lambda melody, bass: register_histogram(bass),
    "onset_intervals_emd": onset_interval_histogram,
}
Bases = dict[str, list[Events]]


@dataclass(frozen=True)
class People:
    """Of a genre's training basses: histograms by name, and notes a bar, a mean over pieces."""

    histograms: dict[str, npt.NDArray[np.int64]]
    notes_per_bar: float


def accompaniment(
    chosen: Sequence[Excerpt],
    training: Sequence[Duet],
    model: ModelFile,
    ways: dict[str, Way],
    critic: ModelFile | None = None,
) -> tuple[Tally, Bases]:
    """Scores of all systems on excerpts, and the basses that were played first."""
    requests = [each.request for each in chosen]
    manner = manners(model)
    plays = {"human": [[each.duet.bass for each in chosen]]}
    plays |= {name: [lines] for name, lines in _simple(chosen, training).items()}
    for name, way in ways.items():
        plays[name] = [basses(model, manner, requests, each, critic) for each in way.each()]
    tally, people = Tally(), people_of(training)
    for system, lines in plays.items():
        _score(tally, system, chosen, lines, people)
        logs = [log_likelihoods(model, manner, requests, each) for each in lines]
        for excerpt, each in zip(chosen, np.mean(logs, axis=0), strict=True):
            tally.add(excerpt.duet.genre, system, {"log_p_of_lstm": float(each)})
    for name, way in ways.items():
        _surprise(tally, name, chosen, model, way, critic)
    return tally, {system: lines[0] for system, lines in plays.items()}


def people_of(training: Sequence[Duet]) -> dict[int, People]:
    """What people's basses are like in each genre, over excerpts as those that are judged."""
    real = [each.duet for each in excerpts([d for d in training if d.real], len(training))]
    return {
        genre: _people([duet for duet in real if duet.genre == genre])
        for genre in sorted({duet.genre for duet in real})
    }


def _people(duets: Sequence[Duet]) -> People:
    sums = {
        name: np.sum([histogram(duet.melody, duet.bass) for duet in duets], axis=0)
        for name, histogram in HISTOGRAMS.items()
    }
    density = [notes_per_bar(duet.bass, duet.meter) for duet in duets]
    return People(sums, float(np.mean(density)))


def _score(
    tally: Tally,
    system: str,
    chosen: Sequence[Excerpt],
    plays: Sequence[Sequence[Events]],
    people: dict[int, People],
) -> None:
    """Each excerpt counts once, with the mean of its plays."""
    pairs = [(each.duet, list(lines)) for each, *lines in zip(chosen, *plays, strict=True)]
    for duet, lines in pairs:
        tally.add(duet.genre, system, _mean([of_one(duet, bass) for bass in lines]))
    for genre in {duet.genre for duet, _ in pairs}:
        own = [(duet, b) for duet, lines in pairs if duet.genre == genre for b in lines]
        tally.add(genre, system, dict(_of_all(own, people[genre])), len(own) / len(plays))


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of each metric; what is nan does not count."""
    return {
        name: float(np.mean(known)) if (known := _finite([row[name] for row in rows])) else np.nan
        for name in rows[0]
    }


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if np.isfinite(value)]


def of_one(duet: Duet, bass: Events) -> dict[str, float]:
    """The metrics of one bass under the melody of a duet."""
    rate = rates(duet.melody, bass)
    cold = COLD_BARS * duet.meter.steps_per_bar
    people = notes_per_bar(duet.bass, duet.meter)
    return {
        "consonant_while_sounding": rate.while_sounding,
        "consonant": rate.consonant,
        "unsupported": rate.unsupported,
        "dissonant": rate.dissonant,
        "coupling": coupling(duet.melody, bass, duet.meter),
        "coverage": coverage(duet.melody, bass),
        "notes_per_bar": notes_per_bar(bass, duet.meter),
        "notes_per_bar_off": abs(notes_per_bar(bass, duet.meter) - people),
        "length_entropy": length_entropy(bass),
        "wide_leaps": wide_leaps(bass),
        "cold_start": rates(duet.melody[:cold], bass[:cold]).while_sounding,
    }


def _of_all(own: Sequence[tuple[Duet, Events]], people: People) -> Iterator[tuple[str, float]]:
    """How far a genre's basses are from people's of the training part.

    `notes_per_bar_from_people` is the absolute logarithm of the ratio of the means.
    """
    density = float(np.mean([notes_per_bar(bass, duet.meter) for duet, bass in own]))
    off = abs(np.log(density / people.notes_per_bar)) if density else float("nan")
    yield "notes_per_bar_from_people", float(off)
    for name, histogram in HISTOGRAMS.items():
        ours = np.sum([histogram(duet.melody, bass) for duet, bass in own], axis=0)
        yield name, (emd if name.endswith("emd") else jsd)(ours, people.histograms[name])


def _simple(chosen: Sequence[Excerpt], training: Sequence[Duet]) -> Bases:
    random = np.random.default_rng(1)
    return {
        name: [system.play(each.duet, random) for each in chosen]
        for name, system in baselines(list(training)).items()
        if name != "human"
    }


def _surprise(
    tally: Tally,
    system: str,
    chosen: Sequence[Excerpt],
    model: ModelFile,
    way: Way,
    critic: ModelFile | None,
) -> None:
    """The melody jumps by a tritone; how consonant is the bass before, just after, and later?"""
    step = (SURPRISE_BEAT - 1) * STEPS_PER_QUARTER
    requests = [
        replace(each.request, melody=tritone_at(each.duet.melody, step))
        for each in chosen
        if each.duet.meter.steps_per_beat == STEPS_PER_QUARTER
    ]
    plays = [basses(model, manners(model), requests, each, critic) for each in way.each()]
    for request, *lines in zip(requests, *plays, strict=True):
        curves = [by_beat(request.melody, bass, request.meter) for bass in lines]
        found = _mean([asdict(recovery(curve, SURPRISE_BEAT - 1)) for curve in curves])
        row = {f"surprise_{part}": rate for part, rate in found.items()}
        tally.add(request.genre, system, row)
