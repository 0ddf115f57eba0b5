"""From a phrase on the grid to keys as a person strikes them: early, late, wrong, held too long."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from random import Random
from typing import NamedTuple

from appliance.midi.messages import control, note_off, note_on
from tools.soak.tunes import Phrase

SUSTAIN, MODULATION = 64, 1


class Struck(NamedTuple):
    """A message, and when it comes, in seconds from the phrase's beginning on."""

    moment: float
    message: bytes


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody plays.

    Attributes:
        jitter: standard deviation of each note's moment, in seconds.
        rubato: by what share the tempo goes up and down in a phrase.
        wrong: share of notes that are others than they should be.
        missed: share that are not struck at all.
        chords: share that have company.
        legato: how long a note is held, of its length; above 1 it overlaps the next.
        forgets: share of keys that are held on to the phrase's end.
        loudness: of an average note, 1 … 127.
        gestures: share of notes with a pedal, a wheel or aftertouch beside them.
        bass: whether the bass is played as well.
        by_zero: whether keys end by a note-on of velocity 0, as many keyboards have it.
        channel: 1 … 16.
    """

    jitter: float = 0.012
    rubato: float = 0.03
    wrong: float = 0.03
    missed: float = 0.02
    chords: float = 0.08
    legato: float = 0.85
    forgets: float = 0.01
    loudness: int = 80
    gestures: float = 0.05
    bass: bool = False
    by_zero: bool = False
    channel: int = 1

    @classmethod
    def some(cls, chance: Random, channel: int) -> Manner:
        """Somebody: from a machine's precision to a beginner's."""
        return cls(
            jitter=chance.choice((0.0, 0.008, 0.015, 0.03)),
            rubato=chance.choice((0.0, 0.02, 0.06)),
            wrong=chance.choice((0.0, 0.03, 0.1)),
            missed=chance.choice((0.0, 0.02)),
            chords=chance.choice((0.0, 0.1, 0.5)),
            legato=chance.choice((0.3, 0.85, 1.0, 1.4)),
            forgets=chance.choice((0.0, 0.01, 0.05)),
            loudness=chance.randint(30, 110),
            gestures=chance.choice((0.0, 0.1)),
            by_zero=chance.random() < 0.5,
            channel=channel,
        )


def played(phrase: Phrase, step: float, manner: Manner, chance: Random) -> list[Struck]:
    """A phrase as somebody plays it, in order; every key that is struck is let go.

    Args:
        phrase: to be played.
        step: seconds that a sixteenth lasts.
        manner: of playing.
        chance: of all that is left to it.
    """
    told: list[Struck] = []
    for line in (phrase.melody, phrase.bass if manner.bass else ()):
        for onset, length, pitch in line:
            if chance.random() >= manner.missed:
                begin = max(0.0, _bent(onset, phrase, step, manner) + _jitter(manner, chance))
                end = _end(begin, onset + manner.legato * length, phrase, step, manner, chance)
                told += _keys(begin, end, pitch, manner, chance)
    return sorted(told, key=lambda each: each.moment)


def _bent(place: float, phrase: Phrase, step: float, manner: Manner) -> float:
    """When a place of the phrase comes, in seconds, as the tempo goes up and down."""
    around = 2 * pi / max(1, phrase.steps)
    return step * (place + manner.rubato * sin(around * place) / around)


def _jitter(manner: Manner, chance: Random) -> float:
    return chance.gauss(0.0, manner.jitter) if manner.jitter else 0.0


def _end(
    begin: float, place: float, phrase: Phrase, step: float, manner: Manner, chance: Random
) -> float:
    if chance.random() < manner.forgets:
        place = phrase.steps
    return max(begin + 0.01, _bent(place, phrase, step, manner) + _jitter(manner, chance))


def _keys(begin: float, end: float, pitch: int, manner: Manner, chance: Random) -> list[Struck]:
    """A key goes down and up, perhaps another one than was meant, perhaps with others."""
    pitches = [pitch + chance.choice((-2, -1, 1, 2)) if chance.random() < manner.wrong else pitch]
    if chance.random() < manner.chords:
        pitches += [pitch - chance.choice((3, 4, 5, 7, 12)) for _ in range(chance.randint(1, 3))]
    told = []
    for each in dict.fromkeys(each for each in pitches if 0 <= each <= 127):
        loud = min(127, max(1, round(chance.gauss(manner.loudness, 12))))
        told.append(Struck(begin, note_on(manner.channel, each, loud)))
        told.append(Struck(end, _let_go(each, manner)))
    if chance.random() < manner.gestures:
        told += _gesture(begin, end, manner, chance)
    return told


def _let_go(pitch: int, manner: Manner) -> bytes:
    if manner.by_zero:
        return note_on(manner.channel, pitch, 0)
    return note_off(manner.channel, pitch)


def _gesture(begin: float, end: float, manner: Manner, chance: Random) -> list[Struck]:
    """A pedal, a wheel, or pressure, which the box has no use for."""
    channel, amount = manner.channel, chance.randrange(128)
    kind = chance.randrange(4)
    if kind == 0:
        pedal = control(channel, SUSTAIN, 127), control(channel, SUSTAIN, 0)
        return [Struck(begin, pedal[0]), Struck(end, pedal[1])]
    if kind == 1:
        return [Struck(begin, control(channel, MODULATION, amount))]
    if kind == 2:
        return [Struck(begin, bytes([0xE0 + channel - 1, amount, 64]))]
    return [Struck(begin, bytes([0xD0 + channel - 1, amount]))]
