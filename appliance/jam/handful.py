"""What a player can have meant by the notes of one step: hands are two, and a keyboard may be mad.

Everything later in the engine costs by the note, and what is replayed is sent to synths again: of
four players at once, all beginnings and ends of a step fit into a queue of the kernel's (500).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from appliance.music.notes import NoteMessage

MOST_ONSETS: Final = 32  # of a step: ten fingers, three times


class Handful:
    """Follows what is held: of a step the first notes are taken, and ends of what was taken."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._held: set[tuple[int, bool | None]] = set()  # pitch, and whether told to be the bass'

    def take(self, messages: Iterable[NoteMessage]) -> list[NoteMessage]:
        """The messages of a step that count, in their order."""
        taken: list[NoteMessage] = []
        onsets = 0
        for message in messages:
            key = message.pitch, message.low
            if message.is_on and onsets < MOST_ONSETS:
                onsets += 1
                self._held.add(key)
                taken.append(message)
            elif not message.is_on and key in self._held:
                self._held.discard(key)
                taken.append(message)
        return taken
