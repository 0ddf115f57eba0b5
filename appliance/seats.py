"""Who is who: which player each keyboard is, where several play."""

from __future__ import annotations


class Seats:
    """Whoever plays first takes the first free place; one more than there are sits by another.

    A *source* is a keyboard's port or a page, by a name that is nobody else's. Players count
    from 0. All methods may be called from any thread.
    """

    def __init__(self, by_channel: bool = False) -> None:
        """`by_channel` seats by MIDI channel instead: 1 is the first player, and so on."""
        self._by_channel = by_channel
        self._taken: dict[str, int] = {}
        self._stirred: dict[int, float] = {}  # when each player last did something

    def player(self, source: str, channel: int | None, players: int, moment: float) -> int:
        """The player that somebody who does something is.

        Args:
            source: where it comes from.
            channel: of the message, 1 … 16; None if it has none.
            players: how many there are.
            moment: in seconds.
        """
        if self._by_channel:
            return min(channel or 1, players) - 1
        player = self._taken.get(source, players)
        if player >= players and players > 1:
            player = self._taken[source] = self._place(players)
        player = min(player, players - 1)
        self._stirred[player] = moment
        return player

    def seated(self, source: str) -> int | None:
        """The player that somebody was last; None if they have not played."""
        return self._taken.get(source)

    def sit(self, source: str, player: int) -> None:
        """Give somebody the place they ask for."""
        self._taken[source] = player

    def leave(self, source: str) -> None:
        """Somebody is gone: their place is free."""
        self._taken.pop(source, None)

    def _place(self, players: int) -> int:
        """The first free place, or that of who has been quiet for the longest."""
        taken = set(self._taken.values())
        free = [player for player in range(players) if player not in taken]
        return free[0] if free else min(range(players), key=lambda each: self._stirred.get(each, 0))
