"""Basses to beat: simple accompaniments of a melody, and the bass that a person wrote."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH, REST, VOCABULARY_SIZE, notes_of
from appliance.music.keys import Key, estimate_key
from tools.corpus.pieces import Duet, Events
from tools.eval.ngram import NGram

Ints = npt.NDArray[np.int64]
Random = np.random.Generator
BASS_LOWEST = 36
KNOWN_BEFORE = 4  # steps between the last melody event known and the step that is played
NO_PITCH = -1


class Accompanist(Protocol):
    """Plays a bass to a melody."""

    def play(self, duet: Duet, random: Random) -> Events:
        """The bass events of every step of the duet, [steps]."""


class Human:
    """The duet's own bass."""

    def play(self, duet: Duet, random: Random) -> Events:
        """The bass as written."""
        return duet.bass


class TonicDrone:
    """The tonic of the whole melody's key, one note a bar. It sees what is to come."""

    def play(self, duet: Duet, random: Random) -> Events:
        """One note a bar from the first bar on."""
        every = duet.meter.steps_per_bar
        steps = len(duet.melody)
        return _written(np.full(-(-steps // every), in_register(_key(duet).tonic)), every, steps)


class RepeatLastRoot:
    """Plays on every beat the pitch class that sounded most in the last bar known.

    The bar known at step t is steps t - KNOWN_BEFORE - bar + 1 … t - KNOWN_BEFORE. While it is
    silent the last root stays; before the first note known the bass rests.
    """

    def play(self, duet: Duet, random: Random) -> Events:
        """One note a beat once a note is known."""
        steps, every = len(duet.melody), duet.meter.steps_per_beat
        sums = np.zeros((steps + 1, 12))
        classes = sounding_classes(duet.melody)
        sums[1:] = np.cumsum(classes[:, None] == np.arange(12), axis=0)
        end = np.maximum(np.arange(0, steps, every) - KNOWN_BEFORE + 1, 0)
        heard = sums[end] - sums[np.maximum(end - duet.meter.steps_per_bar, 0)]
        pitches, last = [], NO_PITCH
        for row in heard:
            last = in_register(int(row.argmax())) if row.any() else last
            pitches.append(last)
        return _written(np.array(pitches, np.int64), every, steps)


class RandomInKey:
    """On every beat one of the seven notes of the whole melody's key, all equally likely."""

    def play(self, duet: Duet, random: Random) -> Events:
        """One note a beat."""
        steps, every = len(duet.melody), duet.meter.steps_per_beat
        scale = np.array([in_register(each) for each in sorted(_key(duet).pitch_classes)])
        return _written(random.choice(scale, -(-steps // every)), every, steps)


class NgramBass:
    """Samples an n-gram over the basses of the genre: it knows basses, but never hears the melody.

    Its rhythm and register are those of the basses it counted.
    """

    def __init__(self, duets: list[Duet], order: int = 5) -> None:
        self._order = order
        lines: dict[int, list[Events]] = defaultdict(list)
        for duet in duets:
            lines[duet.genre].append(duet.bass)
        self._models = {genre: NGram(basses, order) for genre, basses in lines.items()}

    def play(self, duet: Duet, random: Random) -> Events:
        """Sampled events, whatever the melody does.

        Raises:
            KeyError: if no bass of the duet's genre was counted.
        """
        model = self._models[duet.genre]
        line = np.zeros(len(duet.melody), np.int8)
        for step in range(len(line)):
            last = line[max(0, step - self._order + 1) : step + 1]
            row = model.probabilities(last)[-1]
            if step == 0 or line[step - 1] == REST:
                row[HOLD] = 0.0
            line[step] = random.choice(VOCABULARY_SIZE, p=row / row.sum())
        return line


def baselines(training: list[Duet]) -> dict[str, Accompanist]:
    """All of them by name; `training` are the duets whose basses are counted."""
    return {
        "drone": TonicDrone(),
        "last root": RepeatLastRoot(),
        "random": RandomInKey(),
        "5-gram": NgramBass(training),
        "human": Human(),
    }


def in_register(pitch_class: int) -> int:
    """The lowest pitch of the class in the bass register, BASS_LOWEST … BASS_LOWEST + 11."""
    return BASS_LOWEST + (pitch_class - BASS_LOWEST) % 12


def sounding_classes(events: Events) -> Ints:
    """The pitch class that sounds in every step, NO_PITCH in rests, [steps]."""
    onset = np.maximum.accumulate(np.where(events >= FIRST_ONSET, np.arange(len(events)), 0))
    classes = (events[onset].astype(np.int64) - FIRST_ONSET + LOWEST_PITCH) % 12
    return np.where(events == REST, NO_PITCH, classes)


def _key(duet: Duet) -> Key:
    return estimate_key(notes_of(duet.melody.tolist())) or Key(0, "major")


def _written(pitches: Ints, every: int, steps: int) -> Events:
    """The line with a pitch every `every` steps, held until the next; NO_PITCH rests."""
    onsets = np.where(pitches == NO_PITCH, REST, pitches - LOWEST_PITCH + FIRST_ONSET)
    line = np.repeat(np.minimum(onsets, HOLD), every)[:steps]
    line[::every] = onsets
    return line.astype(np.int8)
