"""What the box shows at this moment: screen and lamp, from the jam, the menu and the hardware."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf

from PIL.Image import Image

from appliance.jam.controls import Controls
from appliance.jam.view import View
from appliance.panel.hand import Hand
from appliance.panel.remote import players_told, settings_told
from appliance.panel.screens import (
    holding_screen,
    learning_screen,
    menu_screen,
    play_screen,
    players_screen,
)
from appliance.realtime.devices import Driver, Lamp, Messenger, Mirror, Told

NOTICE_SECONDS = 4.0
CLOSE_SECONDS = 4.0  # one of several players is shown so long after a hand was at the knob
START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the player: a warning, or news."""

    words: str
    warns: bool = True


class Face:
    """Draws the present picture and sets the lamps; asked again and again by the drawing thread."""

    def __init__(
        self,
        views: Callable[[], Sequence[View]],
        hand: Callable[[], Hand],
        drivers: Sequence[Driver],
        lamps: Sequence[Lamp],
        mirrors: Sequence[Mirror] = (),
        lasting: Sequence[str] = (),
        at_start: Sequence[str] = (),
        untouched: Callable[[], float] = lambda: inf,
        messengers: Sequence[Messenger] = (),
        seats: Callable[[int], list[list[str]]] = lambda players: [[] for _ in range(players)],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            views: gives the newest view of each player.
            hand: gives the controls and the menu.
            drivers: their problems are shown.
            lamps: lit while it is the player's turn.
            mirrors: told the settings, and who plays, when something has changed.
            lasting: what is wrong for good.
            at_start: what is shown for the first START_SECONDS.
            untouched: gives the seconds since a hand was at the knob.
            messengers: their news are shown.
            seats: gives who plays for each of so many players, for mirrors.
            clock: seconds.
        """
        self._views = views
        self._hand = hand
        self._drivers = drivers
        self._lamps = lamps
        self._mirrors = mirrors
        self._told: tuple[Controls | None, Told] = (None, [])  # the newest settings and players
        self._lasting = tuple(lasting)
        self._at_start = tuple(at_start)
        self._untouched = untouched
        self._messengers, self._seats = messengers, seats
        self._clock = clock
        self._begun = clock()

    def picture(self) -> Image:
        """The picture for every display; sets the lamps on the way."""
        hand = self._hand()
        views = self._present(hand)
        for lamp in self._lamps:
            lamp.light(views[hand.at].players_turn)
        if self._mirrors:
            self._tell(hand.controls, players_told(views, hand.at, self._seats(len(views))))
        if hand.holding is not None:
            return holding_screen(hand.holding)
        if hand.learning is not None:
            return learning_screen(hand.learning, hand.steering)
        if hand.menu is not None:
            return menu_screen(hand.menu, hand.controls)
        return self._playing(views, hand.at)

    def _present(self, hand: Hand) -> list[View]:
        """What there is to see of each player, as the controls stand at this moment."""
        views = [*self._views(), *[View()] * len(hand.players)]
        return [
            replace(view, controls=controls)
            for view, controls in zip(views, hand.players, strict=False)
        ]

    def _playing(self, views: Sequence[View], at: int) -> Image:
        """One player's screen, or that of all; what is wrong is shown in between."""
        several = len(views) > 1
        notice = self.notice(NOTICE_SECONDS if several else 0.0)
        if several and notice is None and self._untouched() >= CLOSE_SECONDS:
            return players_screen(views, at)
        number = at + 1 if several else None
        if notice is None:
            return play_screen(views[at], number=number)
        return play_screen(views[at], notice.words, number, notice.warns)

    def _tell(self, controls: Controls, players: Told) -> None:
        before, self._told = self._told, (controls, players)
        for mirror in self._mirrors:
            if controls != before[0]:
                mirror.tell("settings", settings_told(controls))
            if players != before[1]:
                mirror.tell("players", players)

    def problems(self) -> list[str]:
        """All that is wrong, or was at the start, each sentence once."""
        early = self._clock() - self._begun < START_SECONDS
        sentences = [*self._lasting, *(self._at_start if early else ())]
        sentences += [driver.problem for driver in self._drivers if driver.problem]
        return list(dict.fromkeys(sentences))

    def notice(self, pause: float = 0.0) -> Notice | None:
        """One of the sentences there are, each in its turn; None if nothing is to be said.

        Args:
            pause: seconds between two of them, in which there is none.
        """
        since = self._clock() - self._begun
        unique = [Notice(words) for words in self.problems()]
        unique += [Notice(each.news, warns=False) for each in self._messengers if each.news]
        turn, within = divmod(since, NOTICE_SECONDS + pause)
        return unique[int(turn) % len(unique)] if unique and within < NOTICE_SECONDS else None
