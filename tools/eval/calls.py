"""Calls cut from held-out pieces, and the box's answers to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.jam.controls import Controls
from appliance.jam.engine import Part
from appliance.models.predictor import Predictor
from appliance.music.events import is_onset, notes_of
from appliance.music.genres import GENRES
from appliance.music.grid import STEPS_PER_QUARTER, Meter
from appliance.music.score import Score, TimedNote
from appliance.offline.session import respond
from tools.corpus.pieces import Piece

FEWEST_ONSETS = 8


@dataclass(frozen=True)
class Call:
    """Some bars of a piece as a player would play them."""

    piece: Piece
    score: Score


def calls_of(pieces: list[Piece], genre: int, bars: int) -> Iterator[Call]:
    """The first passage of each held-out piece of a genre that has enough notes."""
    for piece in pieces:
        if not piece.validation or piece.genre != genre:
            continue
        length = bars * piece.meter.steps_per_bar
        for start in range(0, len(piece.events) - length + 1, piece.meter.steps_per_bar):
            events = [int(event) for event in piece.events[start : start + length]]
            if fit_to_play(events, piece.meter):
                yield Call(piece, score_of(events, piece.meter))
                break


def fit_to_play(events: list[int], meter: Meter) -> bool:
    """True for a passage that begins at once, has enough notes, and goes on into its last bar."""
    onsets = [step for step, event in enumerate(events) if is_onset(event)]
    last_bar = len(events) - meter.steps_per_bar
    return len(onsets) >= FEWEST_ONSETS and onsets[0] == 0 and onsets[-1] >= last_bar


def score_of(events: list[int], meter: Meter) -> Score:
    """Events as a score at 120 quarter notes a minute."""
    notes = [
        TimedNote(
            note.onset / STEPS_PER_QUARTER,
            note.duration / STEPS_PER_QUARTER,
            note.pitch,
            note.velocity,
        )
        for note in notes_of(events)
    ]
    return Score(tuple(notes), 120.0, meter)


def answer_to(
    call: Call, predictor: Predictor, theme: float, temperature: float, seed: int
) -> tuple[TimedNote, ...]:
    """The box's answer in the genre of the piece, as `antiphon render` gives it."""
    controls = Controls(
        genre=GENRES[call.piece.genre],
        replay=False,
        silence=0.0,
        downbeat=False,
        theme=theme,
        temperature=temperature,
    )
    return respond(call.score, predictor, controls, seed).parts[Part.ANSWER]
