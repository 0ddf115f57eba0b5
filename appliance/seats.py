"""Who is who: which player each keyboard is, where several play."""

from __future__ import annotations

from appliance.midi.messages import channel_of, note_of


class Seats:
    """Whoever plays first takes the first free place; one more than there are sits by another.

    A *source* is a keyboard's port or a page, by a name that is nobody else's. Players count
    from 0. All methods may be called from any thread.
    """

    def __init__(self, by_channel: bool = False) -> None:
        """`by_channel` seats by MIDI channel instead, unless a place was asked for.

        Channel 1 is the first player, and so on; those above the last player are the last one's.
        """
        self._by_channel = by_channel
        self._taken: dict[str, int] = {}
        self._stirred: dict[int, float] = {}  # when each player last began a note
        self._struck: dict[tuple[str, int, int], int] = {}  # whose note sounds, by key

    def player(self, moment: float, message: bytes, source: str, players: int) -> int | None:
        """The player for whom a message counts; None: somebody's who has not played.

        A first note takes a place. A note ends for the one for whom it began.

        Args:
            moment: in seconds.
            message: of a channel.
            source: where it comes from.
            players: how many there are.
        """
        channel, note = channel_of(message) or 1, note_of(message)
        key = (source, channel, -1 if note is None else note.pitch)
        if note is None or not note.is_on:
            ended = self._struck.pop(key, None)
            return self.seated(source, players, channel) if ended is None else ended
        player = self.seated(source, players, channel)
        if player is None:
            player = self._taken[source] = self._place(players)
        self._stirred[player] = moment
        self._struck[key] = player
        return player

    def seated(self, source: str, players: int, channel: int = 1) -> int | None:
        """The player that somebody is; None if they have no place."""
        if players == 1:
            return 0
        player = self._taken.get(source)
        if player is None and self._by_channel:
            return min(channel, players) - 1
        return player if player is not None and player < players else None

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
