"""What was played in a round of jams, step by step, and the store it is drawn from again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from appliance.models.habits import Place

Ints = npt.NDArray[np.int64]
Halves = npt.NDArray[np.float16]
CHUNK = 32  # steps from one kept state to the next


@dataclass(frozen=True)
class Episode:
    """Jams side by side, [jams, steps, …].

    `features` and `table` are what the networks were told; `prior` the log-probabilities drawn
    from without the critic, -inf where not allowed; `events` what came, `chance` its
    log-probability; `acted` is True where the box chose.
    `rewards` [jams, steps] is everything but the composition, which is dear or cheap by the
    `terms` [jams, steps, terms] at prices that change. `states` [jams, chunks, parts, units] are
    the critic's at every CHUNK steps. `before`, `gap`, `position` and `tonic` are the places of
    `appliance.models.habits`; `returns` [jams, steps, pitches] is what each would have
    earned (`instead`), `worth` [jams, steps, pitches] what fitting the melody was thought worth.
    What does not depend on a human beside is None.
    """

    genre: Ints
    features: Halves
    table: npt.NDArray[np.int16]
    prior: Halves
    events: npt.NDArray[np.int8]
    chance: npt.NDArray[np.float32]
    acted: npt.NDArray[np.bool_]
    rewards: npt.NDArray[np.float32]
    terms: npt.NDArray[np.int8]
    states: npt.NDArray[np.float32]
    before: npt.NDArray[np.int16]
    gap: npt.NDArray[np.int16]
    sounds: npt.NDArray[np.bool_]
    position: npt.NDArray[np.int8]
    tonic: npt.NDArray[np.int8]
    lag: npt.NDArray[np.int16]
    returns: Halves
    worth: Halves | None = None

    @property
    def place(self) -> Place:
        """Where the lines stood before each step."""
        return Place(self.before, self.gap, self.sounds, self.position, self.tonic, self.lag)

    @property
    def jams(self) -> int:
        """How many."""
        return len(self.genre)

    @property
    def steps(self) -> int:
        """How long."""
        return self.events.shape[1]


@dataclass(frozen=True)
class Batch:
    """Passages drawn from the store: an episode's fields cut, `states` those at their begin.

    `fresh` is True where a passage begins with its jam, so that its state is exact.
    """

    passages: Episode
    fresh: npt.NDArray[np.bool_]


class Replay:
    """The last rounds, from which passages are drawn evenly (experience replay, Lin 1992)."""

    def __init__(self, rounds: int, steps: int, seed: int) -> None:
        """
        Args:
            rounds: that are kept.
            steps: of a passage.
            seed: of the draws.
        """
        self._rounds: deque[Episode] = deque(maxlen=rounds)
        self._steps = steps
        self._random = np.random.default_rng(seed)

    def __len__(self) -> int:
        return len(self._rounds)

    def add(self, episode: Episode) -> None:
        """Keep a round; the oldest one may go."""
        self._rounds.append(episode)

    def draw(self, count: int) -> Batch:
        """So many passages, from a few of the rounds."""
        random, parts = self._random, []
        for number in random.integers(len(self._rounds), size=4):
            episode = self._rounds[number]
            chunks = (episode.steps - self._steps) // CHUNK + 1
            rows = random.integers(episode.jams, size=count // 4)
            parts.append(_cut(episode, rows, random.integers(chunks, size=len(rows)), self._steps))
        joined = _joined([part.passages for part in parts])
        return Batch(joined, np.concatenate([part.fresh for part in parts]))


def _cut(episode: Episode, rows: Ints, chunks: Ints, steps: int) -> Batch:
    place = chunks[:, None] * CHUNK + np.arange(steps)[None, :]
    taken = {}
    for each in fields(episode):
        value = getattr(episode, each.name)
        if value is None or each.name in ("genre", "states"):
            continue
        taken[each.name] = value[rows[:, None], place]
    passages = replace(
        episode, genre=episode.genre[rows], states=episode.states[rows, chunks], **taken
    )
    return Batch(passages, chunks == 0)


def _joined(parts: list[Episode]) -> Episode:
    values = {}
    for each in fields(parts[0]):
        own = [getattr(part, each.name) for part in parts]
        values[each.name] = None if own[0] is None else np.concatenate(own)
    return Episode(**values)
