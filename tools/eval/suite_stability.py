"""What becomes of the box's lines when they go on for 1,000 bars: loops, silence, drift.

A melody goes on freely from four bars of a held-out piece; a bass plays under held-out melodies of
the genre, one after the other. All genres side by side, in 4/4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from appliance.jam.bounds import Bounds
from appliance.models.manifest import ModelFile, critic_of, manners
from appliance.models.melody_encoder import Phrase
from appliance.models.melody_predictor import MelodyPredictor
from appliance.models.policy import sample
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import Duet, Events, Piece
from tools.eval.playing import Request, Way, basses
from tools.eval.stability import drift, ends_in_loop, ends_in_silence
from tools.eval.tables import Tally

BARS = 1_000
PRIMED_BARS = 4
TEMPERATURE = 0.9


@dataclass(frozen=True)
class Networks:
    """A task's network and the critic beside it, if there is one."""

    lstm: ModelFile
    critic: ModelFile | None

    def by_name(self) -> dict[str, ModelFile]:
        """The files by the names of their systems."""
        return {"lstm": self.lstm} | ({} if self.critic is None else {"lstm+dqn": self.critic})

    def systems(self) -> dict[str, float]:
        """Names and disciplines to be tried."""
        return {"lstm": 0.0} | ({"lstm+dqn": 1.0} if self.critic is not None else {})


def stability(
    pieces: Sequence[Piece],
    duets: Sequence[Duet],
    melody: Networks,
    bass: Networks,
    bars: int = BARS,
) -> Tally:
    """Metrics of a long line of each genre: `melody.ends_in_loop`, `bass.density_ratio` and so on.

    Args:
        pieces: a melody goes on from a held-out one of each genre.
        duets: basses are played under held-out ones of each genre that has any.
        melody: the answer network.
        bass: the accompaniment network.
        bars: how long.
    """
    tally, steps = Tally(), bars * COMMON_TIME.steps_per_bar
    begun = _first_bars(pieces)
    under = _long_melodies(duets, steps)
    for name, discipline in melody.systems().items():
        for genre, line in _free(melody, begun, steps, discipline).items():
            tally.add(genre, name, _judged("melody", line))
    for name, discipline in bass.systems().items():
        way = Way(TEMPERATURE, discipline=discipline)
        requests = [Request(line, COMMON_TIME, genre) for genre, line in under.items()]
        lines = basses(bass.lstm, manners(bass.lstm), requests, way, bass.critic)
        for genre, line in zip(under, lines, strict=True):
            tally.add(genre, name, _judged("bass", line))
    return tally


def _judged(part: str, line: Events) -> dict[str, float]:
    found = {
        "ends_in_loop": float(ends_in_loop(line, COMMON_TIME)),
        "ends_in_silence": float(ends_in_silence(line, COMMON_TIME)),
        **drift(line, COMMON_TIME),
    }
    return {f"{part}.{name}": value for name, value in found.items()}


def _free(
    networks: Networks, begun: Mapping[int, Events], steps: int, discipline: float
) -> dict[int, Events]:
    """Lines that go on from their beginnings, by genre, [steps]."""
    genres, rows = np.array(list(begun)), len(begun)
    critic = critic_of(networks.critic, rows) if networks.critic is not None else None
    predictor = MelodyPredictor(networks.lstm.network(rows), critic)
    predictor.begin([COMMON_TIME] * rows)
    random, bounds = np.random.default_rng(0), [Bounds(COMMON_TIME) for _ in begun]
    first = np.stack(list(begun.values()))
    out = np.zeros((rows, steps), np.int8)
    for step in range(steps):
        logits = predictor.predict(genres, Phrase.none(rows)).steered(discipline)
        for row, bound in enumerate(bounds):
            drawn = sample(logits[row], bound.allowed(), TEMPERATURE, random)
            out[row, step] = first[row, step] if step < first.shape[1] else drawn
            bound.take(int(out[row, step]))
        predictor.accept(out[:, step].astype(np.int64))
    return dict(zip(begun, out, strict=True))


def _first_bars(pieces: Sequence[Piece]) -> dict[int, Events]:
    """The first bars of a held-out piece of each genre."""
    length = PRIMED_BARS * COMMON_TIME.steps_per_bar
    out: dict[int, Events] = {}
    for piece in pieces:
        if piece.validation and piece.meter == COMMON_TIME and len(piece) >= length:
            out.setdefault(piece.genre, piece.events[:length])
    return out


def _long_melodies(duets: Sequence[Duet], steps: int) -> dict[int, Events]:
    """Held-out melodies of each genre one after the other, over and over, [steps]."""
    own: dict[int, list[Events]] = {}
    for duet in duets:
        if duet.validation and duet.real and duet.meter == COMMON_TIME:
            own.setdefault(duet.genre, []).append(duet.melody)
    return {genre: np.resize(np.concatenate(lines), steps) for genre, lines in own.items()}
