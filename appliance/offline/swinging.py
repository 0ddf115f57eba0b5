"""Swing in files: the box's notes lie where they would sound, and one that swings is understood.

A file does not say whether it was played with swing. It is taken to be if its notes begin nearer
to the steps of the swing than to those of the even grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from appliance.jam.controls import Controls
from appliance.jam.swing import delay, share
from appliance.music.grid import STEPS_PER_QUARTER, Meter, nearest_step
from appliance.music.score import Score, TimedNote

EVEN = 0.5


def first_half(score: Score, controls: Controls) -> float:
    """Share of a beat that its first half lasts in the score's meter and tempo; EVEN: no swing."""
    first = share(replace(controls, bpm=score.bpm))
    swings = any(delay(place, score.meter, first) for place in range(STEPS_PER_QUARTER))
    return first if swings else EVEN


def swung(notes: Iterable[TimedNote], meter: Meter, first: float) -> tuple[TimedNote, ...]:
    """Notes whose beginnings and ends lie on steps, put where they sound."""
    return _moved(notes, lambda quarters: _sounds_at(nearest_step(quarters), meter, first))


def heard(score: Score, first: float) -> Score:
    """The score as the box understands it: if it was played with swing, put on its steps."""
    if not _is_swung(score, first):
        return score

    def step_of(quarters: float) -> float:
        return _heard_in(quarters, score.meter, first) / STEPS_PER_QUARTER

    return replace(score, notes=_moved(score.notes, step_of))


def _is_swung(score: Score, first: float) -> bool:
    """Whether its notes begin nearer to swung steps than to even ones, all in all."""
    swinging = even = 0.0
    for note in score.notes:
        step = _heard_in(note.onset, score.meter, first)
        swinging += abs(note.onset - _sounds_at(step, score.meter, first))
        even += abs(note.onset - nearest_step(note.onset) / STEPS_PER_QUARTER)
    return swinging < even


def _sounds_at(step: int, meter: Meter, first: float) -> float:
    """When a step sounds, in quarter notes."""
    return (step + delay(meter.position(step), meter, first)) / STEPS_PER_QUARTER


def _heard_in(quarters: float, meter: Meter, first: float) -> int:
    """The step that sounds nearest to a time; a tie goes to the later one."""
    even = int(quarters * STEPS_PER_QUARTER)
    return max(
        range(max(even - 1, 0), even + 2),
        key=lambda step: (-abs(quarters - _sounds_at(step, meter, first)), step),
    )


def _moved(notes: Iterable[TimedNote], place: Callable[[float], float]) -> tuple[TimedNote, ...]:
    """Notes whose beginnings and ends are put elsewhere; times in quarter notes."""
    moved = []
    for note in notes:
        onset = place(note.onset)
        moved.append(replace(note, onset=onset, duration=place(note.onset + note.duration) - onset))
    return tuple(moved)
