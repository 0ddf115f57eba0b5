"""Somebody at a keyboard: plays phrases, hands over, listens, comes in again, goes away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple

from appliance.jam.controls import Mode, TempoFrom
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.midi.messages import note_off, note_on
from appliance.music.grid import step_seconds
from tools.soak.human import Manner, played
from tools.soak.tunes import Repertoire
from tools.soak.world import Life

Put = Callable[[bytes, str], None]
"""Takes a message and its source; an empty one says that the source is gone."""

LONGEST_LISTENING = 40.0  # seconds of the box's playing, after which one comes in all the same
A_REST = 75.0  # seconds: longer than a recording goes on without anybody


class Seat(NamedTuple):
    """Where somebody sits: the source of their notes, and the channel of their keyboard."""

    player: int
    source: str
    channel: int


class Musician:
    """Plays as long as there is a seat for them; all chance is `chance`'s."""

    def __init__(
        self,
        seat: Seat,
        tunes: Repertoire,
        chance: Random,
        put: Put,
        look: Callable[[], tuple[View, ...]],
        next_step: Callable[[], float],
        hand_over: Callable[[int, Random], None],
    ) -> None:
        """
        Args:
            seat: whose turn is theirs.
            tunes: that they know.
            chance: of everything.
            put: takes what they play.
            look: gives the newest view of each player.
            next_step: gives the seconds until the next step begins.
            hand_over: hands a player's turn over, in one way or another.
        """
        self._seat, self._tunes, self._chance = seat, tunes, chance
        self._put, self._look, self._next_step = put, look, next_step
        self._hand_over = hand_over
        self._manner = Manner.some(chance, seat.channel)

    def life(self) -> Life:
        """Play, and do what players do."""
        while True:
            if self._view is None:  # there is no seat for them at present
                yield self._chance.uniform(1.0, 5.0)
                continue
            if self._chance.random() < 0.1:
                self._manner = Manner.some(self._chance, self._seat.channel)
            yield from self._play()
            yield from self._react()

    @property
    def _view(self) -> View | None:
        views = self._look()
        return views[self._seat.player] if self._seat.player < len(views) else None

    def _play(self) -> Life:
        """A phrase in the box's tempo, from one of its steps on, or just so."""
        view, chance = self._view or View(), self._chance
        controls = view.controls
        bars = chance.choice((1, 2, 2, 4, 4, 8))
        phrase = self._tunes.phrase(controls.genre.key, view.meter, bars, chance)
        low = controls.mode is Mode.ACCOMPANY and chance.random() < 0.4
        manner = replace(self._manner, bass=low or chance.random() < 0.15)
        step = step_seconds(controls.bpm)
        if controls.tempo_from is TempoFrom.NOTES:
            step *= chance.uniform(0.9, 1.1)
        if chance.random() < 0.8:
            yield self._next_step() + step * chance.choice((0, 0, 0, 1, 2, 3))
        now, leaves = 0.0, chance.random() < 0.02
        for moment, message in played(phrase, step, manner, chance):
            if moment > now:
                yield moment - now
                now = moment
            if leaves and chance.random() < 0.05:  # the cable is pulled, whatever sounds
                self._put(b"", self._seat.source)
                yield chance.uniform(0.5, 3.0)
                return
            self._put(message, self._seat.source)

    def _react(self) -> Life:
        """Hand over or wait, listen, come in again."""
        chance, view = self._chance, self._view
        if view is None:
            return
        mode = view.controls.mode
        if mode in (Mode.TRADE, Mode.OVERLAP, Mode.ACCOMPANY) and chance.random() < 0.6:
            return
        if chance.random() < 0.5:
            yield chance.uniform(0.0, 0.5)
            self._hand_over(self._seat.player, chance)
        if chance.random() < 0.1:
            yield from self._mischief()
        elif chance.random() < 0.85:
            yield from self._listen()
        yield from self._pause()

    def _listen(self) -> Life:
        """Wait for the box's turn to come and to be over."""
        patience = self._chance.uniform(2.0, LONGEST_LISTENING)
        for wanted in (False, True):
            waited = 0.0
            while waited < (3.0 if not wanted else patience):
                view = self._view
                if view is None or (view.phase is Phase.LISTEN) is wanted:
                    break
                yield 0.25
                waited += 0.25

    def _pause(self) -> Life:
        chance = self._chance
        roll = chance.random()
        if roll < 0.005:
            yield chance.uniform(A_REST, 3 * A_REST)
        elif roll < 0.1:
            yield chance.uniform(3.0, 15.0)
        else:
            yield chance.expovariate(1.0)

    def _mischief(self) -> Life:
        """Lean on the keys, or strike one over and over."""
        chance, source, channel = self._chance, self._seat.source, self._seat.channel
        if chance.random() < 0.5:
            low = chance.randint(24, 90)
            keys = range(low, low + chance.randint(4, 24))
            for pitch in keys:
                self._put(note_on(channel, pitch, 100), source)
            yield chance.uniform(0.05, 2.0)
            for pitch in keys:
                self._put(note_off(channel, pitch), source)
            return
        pitch = chance.randint(30, 100)
        for _ in range(chance.randint(4, 60)):
            self._put(note_on(channel, pitch, chance.randint(1, 127)), source)
            yield chance.uniform(0.01, 0.08)
            if chance.random() < 0.9:
                self._put(note_off(channel, pitch), source)
        self._put(note_off(channel, pitch), source)
