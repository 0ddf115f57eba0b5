"""Who is who: which player each keyboard is, where several play."""

from __future__ import annotations

from appliance.midi.messages import channel_of, note_of, note_off


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
        self._guests: set[str] = set()  # who sat by another, as there was no place
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
        key = (source, channel, 0 if note is None else note.pitch)
        if note is None or not note.is_on:
            ended = None if note is None else self._struck.pop(key, None)
            return self.seated(source, players, channel) if ended is None else ended
        player = self.seated(source, players, channel)
        if player is None or (source in self._guests and self._free(players)):
            player = self._settle(source, players)
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
        self._guests.discard(source)

    def holder(self, message: bytes, source: str) -> int | None:
        """The player for whom a key that is struck has been held so far; None: nobody."""
        note = note_of(message)
        if note is None or not note.is_on:
            return None
        return self._struck.get((source, channel_of(message) or 1, note.pitch))

    def struck(self, source: str, channel: int | None = None) -> list[bytes]:
        """What would end the notes that somebody holds, on a channel if one is given."""
        held = [key for key in self._struck if key[0] == source and channel in (None, key[1])]
        return [note_off(at, pitch) for _, at, pitch in held]

    def leave(self, source: str) -> None:
        """Somebody is gone: their place is free."""
        self._taken.pop(source, None)
        self._guests.discard(source)

    def sources(self, players: int) -> list[list[str]]:
        """Who has a place, player by player."""
        taken = list(self._taken.items())
        return [[source for source, at in taken if at == player] for player in range(players)]

    def _settle(self, source: str, players: int) -> int:
        """Give somebody a free place, or that of who has been quiet for the longest."""
        free = self._free(players)
        if free:
            self._guests.discard(source)
        else:
            self._guests.add(source)
        quietest = min(range(players), key=lambda player: self._stirred.get(player, 0.0))
        self._taken[source] = free[0] if free else quietest
        return self._taken[source]

    def _free(self, players: int) -> list[int]:
        """Places that nobody has."""
        taken = set(self._taken.values())
        return [player for player in range(players) if player not in taken]
