"""Whether the genre of what the box plays is recognised, and how well people's music is.

The judge is a random forest over what a person could count (`tools.eval.genre_classifier`). It
learns from people's training music alone; what it makes of people's held-out music is the ceiling.
Excerpts are 4 bars of melody and 8 bars of bass, whoever plays them, with the same fewest notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.corpus.pieces import Duet, Piece
from tools.eval.genre_classifier import (
    Excerpts,
    GenreClassifier,
    bass_excerpts,
    melody_excerpts,
)
from tools.eval.tables import Tally

HUMAN = "human"
LEARNT, JUDGED = 400, 200  # excerpts of each genre, at most


@dataclass(frozen=True)
class Music:
    """Melodies, and duets whose basses count."""

    pieces: Sequence[Piece]
    duets: Sequence[Duet]


def genre_recognition(
    answers: Mapping[str, Sequence[Piece]],
    basses: Mapping[str, Sequence[Duet]],
    training: Music,
    held_out: Music,
) -> Tally:
    """Per excerpt, 1 if its genre is recognised and else 0, by genre and system.

    Metrics are `melody_recognised` and `bass_recognised`; the system "human" is `held_out`.
    Basses count where a person's bass is known (`Duet.real`), so that a judge can be taught.

    Args:
        answers: melodies played by each system, with the genre that was asked for.
        basses: the same for basses; each stands in the duet in place of the person's.
        training: people's music to learn from.
        held_out: people's music to compare with.
    """
    tally = Tally()
    taught = _taught(melody_excerpts(training.pieces, LEARNT))
    for system, pieces in {HUMAN: held_out.pieces, **answers}.items():
        _judge(tally, taught, system, "melody_recognised", melody_excerpts(pieces, JUDGED))
    taught = _taught(bass_excerpts(training.duets, LEARNT))
    for system, duets in {HUMAN: held_out.duets, **basses}.items():
        _judge(tally, taught, system, "bass_recognised", bass_excerpts(duets, JUDGED))
    return tally


def _taught(excerpts: Excerpts) -> GenreClassifier | None:
    """A judge that knows the excerpts; None if there are none."""
    if not excerpts.lines:
        return None
    return GenreClassifier().fit(excerpts.lines, excerpts.genres, excerpts.meters)


def _judge(
    tally: Tally, judge: GenreClassifier | None, system: str, metric: str, excerpts: Excerpts
) -> None:
    if judge is None or not excerpts.lines:
        return
    guesses = judge.predict(excerpts.lines, excerpts.meters)
    for genre, guess in zip(excerpts.genres, guesses, strict=True):
        tally.add(genre, system, {metric: float(guess == genre)})
