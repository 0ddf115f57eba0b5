"""Calls cut from pieces, what the pieces go on with, and answers of the box and of an n-gram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from appliance.jam.answer import Answer, Span
from appliance.jam.call import Call as Theme
from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.models.predictor import Predictor
from appliance.music.events import FIRST_ONSET, HOLD, REST, is_onset, notes_of
from appliance.music.genres import GENRES
from appliance.music.grid import STEPS_PER_QUARTER, Meter
from appliance.music.melody import MelodyTracker
from appliance.music.notes import NoteMessage
from appliance.music.score import Score, TimedNote, messages_by_step
from tools.corpus.pieces import Events, Piece
from tools.eval.ngram import NGram

FEWEST_ONSETS = 8
Each = TypeVar("Each")


@dataclass(frozen=True)
class Call:
    """Some bars of a piece as a player would play them.

    `events` are its own and `continuation` those of as many bars of the piece after it, both
    [steps]; `score` is the call as notes.
    """

    piece: Piece
    score: Score
    events: Events
    continuation: Events

    @property
    def bars(self) -> int:
        """How long it is."""
        return len(self.events) // self.piece.meter.steps_per_bar


def calls_of(
    pieces: Sequence[Piece], genre: int, bars: int, held_out: bool = True
) -> Iterator[Call]:
    """The first passage of each piece of a genre that has enough notes and is gone on with.

    Args:
        pieces: of any genre.
        genre: index of the genre wanted.
        bars: length of a call, and of its continuation.
        held_out: whether to take validation pieces or training pieces.
    """
    for piece in pieces:
        if piece.validation == held_out and piece.genre == genre:
            call = _first_call(piece, bars)
            if call is not None:
                yield call


def fit_to_play(events: list[int], meter: Meter) -> bool:
    """True for a passage that begins at once, has enough notes, and goes on into its last bar."""
    onsets = [step for step, event in enumerate(events) if is_onset(event)]
    last_bar = len(events) - meter.steps_per_bar
    return len(onsets) >= FEWEST_ONSETS and onsets[0] == 0 and onsets[-1] >= last_bar


def answer_to(
    call: Call,
    predictor: Predictor,
    theme: float,
    temperature: float,
    seed: int,
    discipline: float = 0.0,
) -> Events:
    """The box's answer in the genre and meter of the piece, when bars are traded, [steps].

    It begins on the bar line after the call and has as many bars.
    """
    controls = Controls(
        mode=Mode.TRADE,
        genre=GENRES[call.piece.genre],
        bars=call.bars,
        silence=0.0,
        downbeat=False,
        theme=theme,
        temperature=temperature,
        discipline=discipline,
    )
    jam, tracker = Jam(predictor, seed, call.piece.meter), MelodyTracker()
    played = messages_by_step(notes_of(call.events.tolist()))
    length = len(call.events)
    due = [_due(jam, played.get(step, ()), controls) for step in range(2 * length - 1)]
    return np.array([tracker.step(each) for each in due[length - 1 :]], np.int8)


def freely_on(ngram: NGram, call: Call, temperature: float, seed: int) -> Events:
    """What an n-gram goes on with after a call, within the bounds of the box's answers."""
    random, length = np.random.default_rng(seed), len(call.events)
    controls = Controls(theme=0.0, temperature=temperature)
    answer = Answer(Span(length, length), Theme(), call.piece.meter)
    line = np.concatenate([call.events, np.zeros(length, np.int8)])
    for step in range(length, 2 * length):
        last = line[step - ngram.order + 1 : step + 1]
        logits = np.log(ngram.probabilities(last)[-1]).astype(np.float32)
        line[step] = answer.draw(step, logits, controls, random)
    answered: Events = line[length:]
    return answered


def timed(events: Events, start: int = 0) -> tuple[TimedNote, ...]:
    """A line's notes in quarter notes; `start` is the step of its first event."""
    return tuple(
        TimedNote(
            note.onset / STEPS_PER_QUARTER,
            note.duration / STEPS_PER_QUARTER,
            note.pitch,
            note.velocity,
        )
        for note in notes_of(events.tolist(), start)
    )


def spread(items: Sequence[Each], limit: int | None) -> list[Each]:
    """At most `limit` items, evenly spread over all of them; None for all."""
    if limit is None or len(items) <= limit:
        return list(items)
    return [items[at * len(items) // limit] for at in range(limit)]


def _first_call(piece: Piece, bars: int) -> Call | None:
    length = bars * piece.meter.steps_per_bar
    last = len(piece.events) - 2 * length
    for start in range(0, last + 1, piece.meter.steps_per_bar):
        events = piece.events[start : start + length]
        after = _fresh(piece.events[start + length : start + 2 * length])
        if fit_to_play(events.tolist(), piece.meter) and (after >= FIRST_ONSET).any():
            return Call(piece, Score(timed(events), meter=piece.meter), events, after)
    return None


def _fresh(events: Events) -> Events:
    """A line that was cut inside a note opens with rests instead."""
    opening = np.logical_and.accumulate(events == HOLD)
    return np.where(opening, REST, events).astype(np.int8)


def _due(jam: Jam, heard: Sequence[NoteMessage], controls: Controls) -> list[NoteMessage]:
    """One step of a jam: what the box answers when the next one begins."""
    outcome = jam.step(heard, controls)
    return [message for part, message in outcome.play if part is Part.ANSWER]
