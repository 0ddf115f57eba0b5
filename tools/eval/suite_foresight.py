"""How well the box foresees the human: pitch classes of the melody's next onsets.

The accompaniment network foretells the melody while it chooses a bass; here it is told people's
melodies and their own basses. Synthetic basses stand in where a genre has no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from appliance.models.bass_encoder import BassEncoder, Manner
from appliance.models.bass_layout import UNSEEN_STEPS
from appliance.models.foretold import foretold
from appliance.models.line import NONE
from appliance.models.manifest import ModelFile
from appliance.models.network import StepNetwork
from appliance.music.events import REST
from tools.corpus.pieces import Duet, Events
from tools.eval.calls import spread
from tools.eval.foresight import HORIZONS, ClassNGram, Foresight, RepeatClass
from tools.eval.tables import Tally

LONGEST_STEPS = 512
DUETS = 16
Tables = npt.NDArray[np.float32]


def foresight(duets: Sequence[Duet], networks: Mapping[str, ModelFile], limit: int | None) -> Tally:
    """The networks, "ngram" and "repeat"; metrics by horizon, such as `top1_per_onset_1`.

    Args:
        duets: validation duets are foretold, at most `limit` of each genre; the others counted.
        networks: accompaniment networks and critics, by the name of the system.
        limit: None for all.
    """
    melodies = [duet.melody for duet in duets if not duet.validation]
    simple = {"ngram": ClassNGram(melodies), "repeat": RepeatClass(melodies)}
    tally = Tally()
    chosen = _held_out(duets, limit)
    for start in range(0, len(chosen), DUETS):
        some = chosen[start : start + DUETS]
        tables = {
            name: _foretold(model.network(rows=len(some)), some) for name, model in networks.items()
        }
        for row, duet in enumerate(some):
            line = duet.melody[:LONGEST_STEPS]
            for horizon in HORIZONS:
                for name, table in tables.items():
                    _count(tally, duet.genre, name, line, horizon, table[row, :, horizon - 1])
                for name, system in simple.items():
                    told = system.foretell(line, horizon)
                    _count(tally, duet.genre, name, line, horizon, told)
    return tally


def _held_out(duets: Sequence[Duet], limit: int | None) -> list[Duet]:
    chosen = []
    for genre in sorted({duet.genre for duet in duets}):
        own = [duet for duet in duets if duet.genre == genre and duet.validation]
        chosen += spread([duet for duet in own if duet.real] or own, limit)
    return sorted(chosen, key=len)  # so that those at once are about as long


def _count(
    tally: Tally,
    genre: int,
    system: str,
    line: Events,
    horizon: int,
    table: npt.NDArray[np.generic],
) -> None:
    score = Foresight()
    score.add(line, horizon, np.asarray(table[: len(line)], np.float64))
    means = {f"{name}_{horizon}": v for name, v in score.summary()[horizon].items()}
    tally.add(genre, system, means, score.onsets[horizon])


def _foretold(network: StepNetwork, duets: Sequence[Duet]) -> Tables:
    """P of each pitch class; row k of a horizon h is for step k + h, [duets, steps, horizons, 12].

    To choose the bass of step s the network knows the melody up to k = s - UNSEEN_STEPS - 1.
    """
    steps = min(LONGEST_STEPS, max(map(len, duets)))
    encoder, state = BassEncoder([d.meter for d in duets]), network.initial_state()
    genre, nothing = np.array([d.genre for d in duets]), np.full(len(duets), NONE)
    manner = Manner(nothing, nothing, nothing)
    out = np.empty((len(duets), steps, len(HORIZONS) + 1, 12), np.float32)
    for step in range(steps + UNSEEN_STEPS + 1):
        known = step - UNSEEN_STEPS - 1
        if known >= 0:
            encoder.hear(_events([d.melody for d in duets], known))
        told = encoder.encode(np.full(len(duets), step), genre, manner)
        outputs, state = network.step(told.features, state)
        if known >= 0:
            out[:, known] = foretold(outputs, told.classes).classes
        encoder.push(_events([d.bass for d in duets], step))
    return out


def _events(lines: Sequence[Events], step: int) -> npt.NDArray[np.int64]:
    return np.array([int(line[step]) if step < len(line) else REST for line in lines])
