"""Hands at the panel, the page and the keyboards' knobs: everything that can be set, at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import Final

from appliance.desk import Desk
from appliance.jam.controls import MOST_PLAYERS, Mode, TempoFrom
from appliance.jam.steering import MOVERS, TRIGGERS
from appliance.midi.messages import control, note_off, note_on
from appliance.music.genres import GENRES
from appliance.panel.items import ITEMS
from appliance.panel.remote import SETTINGS
from appliance.realtime.devices import Change, PanelEvent
from tools.soak.musician import Put, Seat
from tools.soak.world import Life

VALUES: Final = {setting.field: setting.values for setting in SETTINGS}
KNOB: Final = (PanelEvent.LEFT, PanelEvent.RIGHT)
TEMPI: Final = (40, 60, 72, 80, 90, 100, 110, 120, 120, 132, 144, 160, 180, 200, 240)
SCENE: Final = 30.0, 120.0  # seconds that one lasts, at least and at most
LEFT_ALONE: Final = ("players", "player", "tempo_from", "bpm")  # by single changes: scenes set them
GIVES: Final = (TempoFrom.SET,) * 4 + (TempoFrom.CLOCK,) * 3 + (TempoFrom.NOTES,) * 2


class Hands:
    """What is done at a desk; all chance is `chance`'s."""

    def __init__(
        self, desk: Desk, seats: list[Seat], switch: int, put: Put, chance: Random
    ) -> None:
        """
        Args:
            desk: the box's.
            seats: of the musicians, whose keyboards have knobs.
            switch: the key that is the switch.
            put: takes what keyboards send.
            chance: of everything.
        """
        self._desk, self._seats, self._switch = desk, seats, switch
        self._put, self._chance = put, chance
        self._deck: list[tuple[Mode, str]] = []

    def scenes(self) -> Life:
        """Others play now, at another tempo, each in another mode and genre, again and again.

        All pairs of mode and genre have their turn before one comes back.
        """
        while True:
            self._scene()
            yield self._chance.uniform(*SCENE)

    def fidgeting(self) -> Life:
        """Turn, push, learn and move whatever there is."""
        deeds: tuple[tuple[int, Callable[[], Iterator[float]]], ...] = (
            (4, self._turn_knob),
            (3, self._visit_menu),
            (1, self._learn),
            (8, self._change),
            (8, self._move),
            (2, self._again),
            (1, self._tap),
            (1, self._stop_all),
            (1, self._flip_twice),
        )
        weights, doings = zip(*deeds, strict=True)
        while True:
            yield self._chance.expovariate(1 / 8.0)
            yield from self._chance.choices(doings, weights)[0]()

    def hand_over(self, player: int, chance: Random) -> None:
        """Hand a player's turn over: by the switch, its key, the page, or a pedal."""
        seat = self._seats[player]
        way = chance.randrange(4)
        if way == 0:
            self._desk.report(PanelEvent.FLIP)
        elif way == 1:
            self._desk.report(PanelEvent.FLIP, player)
        elif way == 2:
            self._put(note_on(seat.channel, self._switch, 80), seat.source)
            self._put(note_off(seat.channel, self._switch), seat.source)
        else:
            self._trigger("hand_over", seat)

    def _scene(self) -> None:
        chance = self._chance
        players = chance.choices(range(1, MOST_PLAYERS + 1), (9, 5, 3, 3))[0]
        self._set("players", players)
        self._set("tempo_from", chance.choice(GIVES))
        self._set("click", chance.random() < 0.3)
        self._set("bpm", float(chance.choice(TEMPI)))
        for player in range(players):
            self._set("player", player + 1)
            mode, genre = self._draw()
            self._set("mode", mode)
            self._set("genre", next(each for each in GENRES if each.key == genre))
            for _ in range(chance.randrange(5)):
                self._change_one()

    def _draw(self) -> tuple[Mode, str]:
        if not self._deck:
            self._deck = list(product(Mode, (genre.key for genre in GENRES)))
            self._chance.shuffle(self._deck)
        return self._deck.pop()

    def _set(self, field: str, value: object) -> None:
        self._desk.report(Change(field, VALUES[field].index(value)))

    def _change_one(self) -> None:
        setting = self._chance.choice(SETTINGS)
        if setting.field not in LEFT_ALONE:
            place = self._chance.randrange(-1, len(setting.values) + 1)  # also one that is not
            self._desk.report(Change(setting.field, place))

    def _change(self) -> Life:
        self._change_one()
        yield 0.0

    def _turn_knob(self) -> Life:
        for _ in range(self._chance.randint(1, 6)):
            self._desk.report(self._chance.choice(KNOB))
            yield self._chance.uniform(0.02, 0.3)
        if self._chance.random() < 0.3:
            self._desk.report(PanelEvent.PUSH)

    def _visit_menu(self) -> Life:
        """Open the menu, wander about in it, and leave it, or leave it open."""
        self._desk.report(PanelEvent.HOLD)
        for _ in range(self._chance.randint(1, len(ITEMS))):
            yield self._chance.uniform(0.02, 0.5)
            roll = self._chance.random()
            event = PanelEvent.PUSH if roll < 0.15 else self._chance.choice(KNOB)
            self._desk.report(event)
        if self._chance.random() < 0.9 and self._desk.hand.busy:
            self._desk.report(PanelEvent.HOLD)

    def _learn(self) -> Life:
        """Let a controller be learnt, and forget it again."""
        learn = next(place for place, item in enumerate(ITEMS) if item.name == "Learn a knob")
        before = self._desk.hand.steering
        if not self._desk.hand.busy:
            for event in [PanelEvent.HOLD, *[PanelEvent.RIGHT] * learn, PanelEvent.PUSH]:
                self._desk.report(event)
                yield 0.05
            yield from self._move()
            yield 0.5
            self._desk.report(PanelEvent.HOLD)
        self._desk.unlearn(before)

    def _move(self) -> Life:
        """Move a controller of a keyboard somewhere."""
        chance, seat = self._chance, self._chance.choice(self._seats)
        mover = chance.choice(MOVERS)
        if mover.field not in LEFT_ALONE:
            for _ in range(chance.randint(1, 8)):
                self._put(
                    control(seat.channel, mover.controller, chance.randrange(128)), seat.source
                )
                yield 0.02

    def _again(self) -> Life:
        self._desk.report(PanelEvent.AGAIN, self._chance.choice((None, 0, 1)))
        yield 0.0

    def _tap(self) -> Life:
        """Tap a tempo."""
        beat, seat = self._chance.uniform(0.25, 1.5), self._seats[0]
        for _ in range(self._chance.randint(2, 6)):
            self._trigger("tap", seat)
            yield beat * self._chance.uniform(0.97, 1.03)

    def _stop_all(self) -> Life:
        self._trigger("panic", self._chance.choice(self._seats))
        yield 0.0

    def _flip_twice(self) -> Life:
        for _ in range(self._chance.randint(2, 5)):
            self._desk.report(PanelEvent.FLIP)
            yield self._chance.uniform(0.0, 0.3)

    def _trigger(self, name: str, seat: Seat) -> None:
        number = next(each.controller for each in TRIGGERS if each.name == name)
        self._put(control(seat.channel, number, 127), seat.source)
        self._put(control(seat.channel, number, 0), seat.source)
