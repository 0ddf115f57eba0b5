"""The ways to play a file offline: each a performer that turns a score into the box's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import (
    BASS,
    MELODY,
    load_critic,
    load_model,
    load_network,
    manners,
)
from appliance.models.predictor import LstmPredictor
from appliance.music.grid import Meter
from appliance.music.score import Score, TimedNote
from appliance.offline.session import Session, accompany, respond
from appliance.offline.trading import take_turns


@dataclass(frozen=True)
class Performance:
    """What came of playing with a score.

    Attributes:
        parts: the box's notes by part.
        facts: what there is to say of them, fit for JSON.
        later: by how many steps each note of the score came later; empty: none did.
    """

    parts: dict[Part, tuple[TimedNote, ...]]
    facts: dict[str, object]
    later: tuple[int, ...] = ()


class Performer(Protocol):
    """Plays with a score."""

    def __call__(self, score: Score, controls: Controls, seed: int) -> Performance:
        """What the box plays.

        Raises:
            TooLongError: if the score is longer than anybody would wait for.
        """


def responder(folder: Path, size: str) -> Performer:
    """Answers the score once it is over.

    Raises:
        ModelError: if the network cannot be used.
    """
    predictor, critic = _melodist(folder, size)

    def perform(score: Score, controls: Controls, seed: int) -> Performance:
        session = respond(score, Jam(predictor, seed, score.meter), controls)
        return Performance(session.parts, _facts(session) | {"critic": critic})

    return perform


def taking_turns(mode: Mode, folder: Path, size: str) -> Performer:
    """Takes turns with the score every few bars, or answers them while it goes on.

    Raises:
        ModelError: if the network cannot be used.
    """
    predictor, critic = _melodist(folder, size)

    def perform(score: Score, controls: Controls, seed: int) -> Performance:
        turns = take_turns(score, Jam(predictor, seed, score.meter), replace(controls, mode=mode))
        facts: dict[str, object] = {
            "turn_bars": controls.bars,
            "answer_notes": len(turns.answers),
            "critic": critic,
        }
        return Performance({Part.ANSWER: turns.answers}, facts, turns.later)

    return perform


def morphing(folder: Path, size: str) -> Performer:
    """Varies the score over a bass once it is over.

    Raises:
        ModelError: if a network cannot be used.
    """
    predictor, _ = _melodist(folder, size)
    accompanist, critic = _accompanists(folder, size)

    def perform(score: Score, controls: Controls, seed: int) -> Performance:
        jam = Jam(predictor, seed, score.meter, accompanist(seed, score.meter))
        session = respond(score, jam, replace(controls, mode=Mode.MORPH))
        facts: dict[str, object] = {
            "morph": controls.morph,
            "bass_notes": len(session.parts[Part.BASS]),
            "critic": critic,
        }
        return Performance(session.parts, _facts(session) | facts)

    return perform


def _facts(session: Session) -> dict[str, object]:
    return {
        "call_steps": session.call_steps,
        "answer_start": session.answer_start,
        "answer_steps": session.answer_steps,
        "answer_notes": len(session.parts[Part.ANSWER]),
    }


def accompanying(folder: Path, size: str) -> Performer:
    """Plays a bass under the score, step by step.

    Raises:
        ModelError: if the network cannot be used.
    """
    accompanist, critic = _accompanists(folder, size)

    def perform(score: Score, controls: Controls, seed: int) -> Performance:
        bass = accompany(score, accompanist(seed, score.meter), controls)
        return Performance({Part.BASS: bass}, {"bass_notes": len(bass), "critic": critic})

    return perform


def _melodist(folder: Path, size: str) -> tuple[LstmPredictor, bool]:
    """What foretells melodies, and whether it has a critic."""
    critic = load_critic(folder, MELODY, size)
    return LstmPredictor(load_network(folder, MELODY, size), critic), critic is not None


def _accompanists(folder: Path, size: str) -> tuple[Callable[[int, Meter], Accompanist], bool]:
    """What makes an accompanist of a seed and a meter, and whether it has a critic."""
    model, critic = load_model(folder, BASS, size), load_critic(folder, BASS, size)
    predictor, manner_of_genre = BassPredictor(model.network(rows=2), critic=critic), manners(model)

    def accompanist(seed: int, meter: Meter) -> Accompanist:
        return Accompanist(predictor, manner_of_genre, np.random.default_rng(seed), meter)

    return accompanist, critic is not None


PERFORMERS: dict[str, Callable[[Path, str], Performer]] = {
    "respond": responder,
    "trade": partial(taking_turns, Mode.TRADE),
    "overlap": partial(taking_turns, Mode.OVERLAP),
    "accompany": accompanying,
    "morph": morphing,
}
