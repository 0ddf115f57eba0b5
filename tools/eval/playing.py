"""Many basses at once: the accompaniment network plays under held-out melodies, step by step.

The same predictor, bounds and policy as on the box, for several jams in one invocation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from appliance.jam.accompany import HOLD_BARS, REST_BARS
from appliance.jam.bounds import Bounds
from appliance.models.bass_encoder import Manner
from appliance.models.bass_opinion import ATTENTIVE, Listening
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import ModelFile, critic_of
from appliance.models.policy import BASS, sample
from appliance.music.events import REST
from appliance.music.genres import GENRES
from appliance.music.grid import Meter

Events = npt.NDArray[np.int8]
JAMS = 32  # at most, at once
SEEDS_APART = 100_000  # of one play and the next


@dataclass(frozen=True)
class Request:
    """A melody to be accompanied, [steps], in a meter and a genre (index)."""

    melody: Events
    meter: Meter
    genre: int


@dataclass(frozen=True)
class Way:
    """How the basses are to be played."""

    temperature: float = 0.9
    listening: Listening = ATTENTIVE
    discipline: float = 0.0
    seed: int = 0
    plays: int = 1  # how often, each time by other chances

    def each(self) -> Iterator[Way]:
        """Every play as a way of its own."""
        for number in range(self.plays):
            yield replace(self, seed=self.seed + SEEDS_APART * number, plays=1)


def basses(
    model: ModelFile,
    manners: Mapping[str, Manner],
    requests: Sequence[Request],
    way: Way,
    critic: ModelFile | None = None,
) -> list[Events]:
    """A bass for each melody, as long as it is; `way` counts as one play."""
    jams = min(JAMS, len(requests))
    judged = critic_of(critic, jams) if critic is not None and way.discipline else None
    predictor = BassPredictor(model.network(rows=2 * jams), way.listening, judged)
    out: list[Events] = []
    for start in range(0, len(requests), jams):
        some = list(requests[start : start + jams])
        full = some + [some[0]] * (jams - len(some))
        lines = np.stack(list(_played(predictor, manners, full, way, way.seed + start)), 1)
        out += [line[: len(each.melody)] for line, each in zip(lines, some, strict=False)]
    return out


def _played(
    predictor: BassPredictor,
    manners: Mapping[str, Manner],
    requests: Sequence[Request],
    way: Way,
    seed: int,
) -> Iterator[Events]:
    """The basses' events step by step, each [jams]."""
    random = np.random.default_rng(seed)
    genre = np.array([each.genre for each in requests])
    manner = together([manners[GENRES[each.genre].key] for each in requests])
    bounds = [Bounds(each.meter, HOLD_BARS, REST_BARS) for each in requests]
    predictor.begin([each.meter for each in requests])
    for step in range(max(len(each.melody) for each in requests)):
        logits = predictor.predict(genre, manner).steered(way.discipline)
        events = np.array(
            [
                sample(row, b.allowed(), way.temperature, random, BASS)
                for row, b in zip(logits, bounds, strict=True)
            ]
        )
        for bound, event in zip(bounds, events, strict=True):
            bound.take(int(event))
        predictor.accept(events)
        predictor.hear(np.array([event_at(each.melody, step) for each in requests]))
        yield events.astype(np.int8)


def together(manners: Sequence[Manner]) -> Manner:
    """Several jams' manners as one."""
    return Manner(
        np.concatenate([each.kind for each in manners]),
        np.concatenate([each.density for each in manners]),
        np.concatenate([each.coverage for each in manners]),
        np.concatenate([each.balance for each in manners]),
    )


def event_at(line: Events, step: int) -> int:
    """The event of a step, REST after the end."""
    return int(line[step]) if step < len(line) else REST
