"""A judge of genre: which genre does a short excerpt of a melody or a bass sound like?

A random forest (Breiman 2001, Machine Learning 45(1)) over what a person could count by hand. It
is to learn from people's music only, so that it can be asked about the box's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier  # type: ignore[import-untyped]
from sklearn.metrics import confusion_matrix  # type: ignore[import-untyped]

from appliance.music.events import FIRST_ONSET, HOLD, REST, notes_of
from appliance.music.grid import LONGEST_BAR, METERS, STEPS_PER_QUARTER, Meter
from appliance.music.keys import estimate_key
from tools.corpus.pieces import Duet, Events, Piece

Table = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MELODY_BARS, MELODY_ONSETS = 4, 8
BASS_BARS, BASS_ONSETS = 8, 6
TREES, SMALLEST_LEAF = 300, 5
WIDEST_LEAP = 12  # semitones; wider leaps are counted as this
# Lengths in steps that have a bin of their own; others go to the next shorter one.
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16)


@dataclass(frozen=True)
class Excerpts:
    """Excerpts side by side: the events of each, [steps] in whole bars, its genre, its meter."""

    lines: list[Events]
    genres: list[int]
    meters: list[Meter]


@dataclass(frozen=True)
class Report:
    """How well genres are told apart: `confusion` counts [true genre, guess], as in `genres`."""

    genres: list[int]
    confusion: Ints

    @property
    def recalls(self) -> dict[int, float]:
        """Share of each genre's excerpts that are recognised, for genres that have any."""
        pairs = zip(self.genres, self.confusion, strict=True)
        return {g: float(row[at] / row.sum()) for at, (g, row) in enumerate(pairs) if row.any()}

    @property
    def mean_recall(self) -> float:
        """Mean over genres; blind guessing gives 1 / genres."""
        return float(np.mean(list(self.recalls.values())))


class GenreClassifier:
    """A random forest in which every genre weighs the same; a seed always grows the same one."""

    def __init__(self, seed: int = 0) -> None:
        self._forest = RandomForestClassifier(
            TREES,
            min_samples_leaf=SMALLEST_LEAF,
            class_weight="balanced",
            random_state=seed,
            n_jobs=1,
        )

    def fit(
        self, excerpts: Sequence[Events], genres: Sequence[int], meters: Sequence[Meter]
    ) -> GenreClassifier:
        """Learn from excerpts with a genre and a meter each."""
        self._forest.fit(features(excerpts, meters), np.array(genres))
        return self

    def predict(self, excerpts: Sequence[Events], meters: Sequence[Meter]) -> Ints:
        """The likeliest genre of each excerpt."""
        guesses: Ints = self._forest.predict(features(excerpts, meters))
        return guesses

    def report(
        self, excerpts: Sequence[Events], genres: Sequence[int], meters: Sequence[Meter]
    ) -> Report:
        """How well excerpts are recognised whose genre is known."""
        labels = sorted({*genres, *self._forest.classes_.tolist()})
        guesses = self.predict(excerpts, meters)
        return Report(labels, confusion_matrix(genres, guesses, labels=labels))


def melody_excerpts(pieces: Iterable[Piece], per_genre: int, seed: int = 0) -> Excerpts:
    """Stretches of 4 bars with at least 8 onsets, at most `per_genre` drawn from each genre."""
    cuts = ((piece, _cuts(piece.events, piece.meter, MELODY_BARS)) for piece in pieces)
    return _drawn(cuts, MELODY_ONSETS, per_genre, seed)


def bass_excerpts(duets: Iterable[Duet], per_genre: int, seed: int = 0) -> Excerpts:
    """Stretches of 8 bars with at least 6 onsets, of basses that are people's."""
    cuts = ((duet, _cuts(duet.bass, duet.meter, BASS_BARS)) for duet in duets if duet.real)
    return _drawn(cuts, BASS_ONSETS, per_genre, seed)


def features(excerpts: Sequence[Events], meters: Sequence[Meter]) -> Table:
    """What is counted of each excerpt, [excerpts, features].

    Raises:
        ValueError: if an excerpt has no note.
    """
    return np.array([_features(*each) for each in zip(excerpts, meters, strict=True)])


def _features(line: Events, meter: Meter) -> Table:
    notes = notes_of(line.tolist())
    key = estimate_key(notes)
    if key is None:
        raise ValueError("an excerpt without notes sounds like no genre")
    onsets, durations, pitches = np.array([(n.onset, n.duration, n.pitch) for n in notes]).T
    leaps = np.clip(np.diff(pitches), -WIDEST_LEAP, WIDEST_LEAP)
    bars = np.minimum(line, FIRST_ONSET).reshape(-1, meter.steps_per_bar)
    parts = [
        _shares((pitches - key.tonic) % 12, 12, durations),
        _shares(leaps + WIDEST_LEAP, 2 * WIDEST_LEAP + 1),
        _shares(np.digitize(np.diff(onsets), LENGTHS) - 1, len(LENGTHS)),
        _shares(np.digitize(durations, LENGTHS) - 1, len(LENGTHS)),
        *(_by_position(bars == kind) for kind in (REST, HOLD, FIRST_ONSET)),
        np.percentile(pitches, (0, 25, 75, 100)),
        np.array([pitches.mean(), pitches.std(), key.mode == "minor", METERS.index(meter)]),
        np.array(_habits(bars, leaps)),
    ]
    return np.concatenate(parts)


def _habits(bars: Events, leaps: Ints) -> list[float]:
    """Onsets a quarter, share of rests, mean leap, and how often pitch and rhythm repeat."""
    onsets = bars == FIRST_ONSET
    return [
        onsets.mean() * STEPS_PER_QUARTER,
        (bars == REST).mean(),
        np.abs(leaps).sum() / max(1, len(leaps)),
        (leaps == 0).sum() / max(1, len(leaps)),
        (onsets[1:] == onsets[:-1]).all(1).sum() / max(1, len(bars) - 1),
        len(np.unique(onsets, axis=0)) / len(bars),
    ]


def _shares(bins: Ints, count: int, weights: Ints | None = None) -> Table:
    sums = np.bincount(bins, weights, count)
    shares: Table = sums / max(1, sums.sum())
    return shares


def _by_position(bars: npt.NDArray[np.bool_]) -> Table:
    """In which share of bars it is so at each sixteenth, [LONGEST_BAR]."""
    return np.concatenate([bars.mean(0), np.zeros(LONGEST_BAR - bars.shape[1])])


def _cuts(line: Events, meter: Meter, bars: int) -> list[Events]:
    """The line in stretches of so many bars; a note cut in two rests in the second."""
    length = bars * meter.steps_per_bar
    parts = [line[at : at + length].copy() for at in range(0, len(line) - length + 1, length)]
    for part in parts:
        part[: int((part != HOLD).argmax())] = REST
    return parts


def _drawn(
    cuts: Iterable[tuple[Piece | Duet, list[Events]]], onsets: int, per_genre: int, seed: int
) -> Excerpts:
    """At most `per_genre` of the stretches with enough onsets, by a random draw."""
    rich = [
        (line, source.genre, source.meter)
        for source, lines in cuts
        for line in lines
        if (line >= FIRST_ONSET).sum() >= onsets
    ]
    order = np.random.default_rng(seed).permutation(len(rich))
    genres = np.array([genre for _, genre, _ in rich], np.int64)[order]
    drawn = [at for genre in np.unique(genres) for at in order[genres == genre][:per_genre]]
    return Excerpts(
        [rich[at][0] for at in drawn], [rich[at][1] for at in drawn], [rich[at][2] for at in drawn]
    )
