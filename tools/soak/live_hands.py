"""Hands at a box that can only be reached by MIDI: its controllers set everything."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Final

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, set_for
from appliance.jam.phases import Phase
from appliance.jam.steering import MOVERS, TRIGGERS, Steering
from appliance.jam.view import View
from appliance.midi.messages import control, note_off, note_on
from appliance.music.genres import GENRES
from tools.bench.boxes import SWITCH
from tools.soak.live_checks import Metronome, Turns
from tools.soak.musician import Put
from tools.soak.world import Life

SCENE: Final = 20.0, 60.0  # seconds that one lasts
LEFT_ALONE: Final = ("players", "player", "tempo_from", "bpm", "click")
NUMBERS: Final = {mover.field: mover.controller for mover in MOVERS}
SOURCE: Final = "guest"
POSITIONS: Final = 128


class LiveHands:
    """Knows by what it has sent how everything is set; all chance is `chance`'s."""

    def __init__(self, put: Put, turns: Turns, metronome: Metronome, chance: Random) -> None:
        """
        Args:
            put: takes what is sent.
            turns: whose turn it is.
            metronome: told of changes of the tempo.
            chance: of everything.
        """
        self._put, self._turns, self._metronome = put, turns, metronome
        self._chance, self._steering = chance, Steering()
        self._everybody: tuple[Controls, ...] = (Controls(click=True),) * MOST_PLAYERS
        self._deck: list[tuple[int, int]] = []

    def views(self) -> tuple[View, ...]:
        """What there is to see of each player, as far as is known."""
        players = self._everybody[: self._everybody[0].players]
        return tuple(
            View(controls, Phase.RESPOND if self._turns.boxs(player) else Phase.LISTEN)
            for player, controls in enumerate(players)
        )

    def scenes(self) -> Life:
        """Others play now, at another tempo, each in another mode and genre, again and again."""
        while True:
            self._move("players", self._chance.randrange(POSITIONS), 0)
            self._move("bpm", self._chance.randrange(POSITIONS), 0)
            self._metronome.tempo(self._everybody[0].bpm)
            for player in range(self._everybody[0].players):
                mode, genre = self._draw()
                self._move("mode", mode, player)
                self._move("genre", genre, player)
                self._move_something(player)
            yield self._chance.uniform(*SCENE)

    def fidgeting(self) -> Life:
        """Move a controller, ask again, stop everything."""
        while True:
            yield self._chance.expovariate(1 / 5.0)
            player = self._chance.randrange(self._everybody[0].players)
            roll = self._chance.random()
            if roll < 0.7:
                self._move_something(player)
            else:
                self._trigger("again" if roll < 0.9 else "panic", player)

    def hand_over(self, player: int, chance: Random) -> None:
        """Hand a player's turn over, by the key or by a pedal."""
        if chance.random() < 0.5:
            self._put(note_on(player + 1, SWITCH, 80), SOURCE)
            self._put(note_off(player + 1, SWITCH), SOURCE)
        else:
            self._trigger("hand_over", player)

    def _draw(self) -> tuple[int, int]:
        """Positions for a mode and a genre; all pairs have their turn before one comes back."""
        if not self._deck:
            genres = sum(genre.on_knob for genre in GENRES)
            self._deck = [
                (_position(mode, len(Mode)), _position(genre, genres))
                for mode, genre in product(range(len(Mode)), range(genres))
            ]
            self._chance.shuffle(self._deck)
        return self._deck.pop()

    def _move_something(self, player: int) -> None:
        field = self._chance.choice([each for each in NUMBERS if each not in LEFT_ALONE])
        self._move(field, self._chance.randrange(POSITIONS), player)

    def _move(self, field: str, position: int, player: int) -> None:
        """Move the controller of a field on a player's channel."""
        moved = self._steering.after(self._everybody[player], NUMBERS[field], position)
        self._everybody = set_for(self._everybody, player, moved)
        self._put(control(player + 1, NUMBERS[field], position), SOURCE)

    def _trigger(self, name: str, player: int) -> None:
        if name == "panic":
            self._metronome.stopped()
        number = next(each.controller for each in TRIGGERS if each.name == name)
        self._put(control(player + 1, number, 127), SOURCE)
        self._put(control(player + 1, number, 0), SOURCE)


def _position(place: int, places: int) -> int:
    """The middle of the part of a controller's way that a value has."""
    return (2 * place + 1) * POSITIONS // (2 * places)
