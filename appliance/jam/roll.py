"""The last notes of a part, for displays: open notes grow until they end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from appliance.music.notes import Note, NoteMessage

MOST_NOTES = 128


class Roll:
    """Remembers the newest notes of a part, bounded."""

    def __init__(self) -> None:
        self._done: deque[Note] = deque(maxlen=MOST_NOTES)
        self._open: dict[int, tuple[int, int]] = {}  # pitch → onset, velocity

    def take(self, step: int, messages: Iterable[NoteMessage]) -> None:
        """Messages that act at the start of a step."""
        for message in messages:
            if message.pitch in self._open:
                self._done.append(self._note(message.pitch, step))
                del self._open[message.pitch]
            if message.is_on:
                self._open[message.pitch] = (step, message.velocity)

    def window(self, step: int, steps: int) -> tuple[Note, ...]:
        """Notes that touch the `steps` steps up to and with `step`, in order of onset."""
        notes = [*self._done, *(self._note(pitch, step + 1) for pitch in self._open)]
        shown = [note for note in notes if note.end > step - steps and note.onset <= step]
        return tuple(sorted(shown, key=lambda note: (note.onset, note.pitch)))

    def _note(self, pitch: int, end: int) -> Note:
        onset, velocity = self._open[pitch]
        return Note(onset, max(1, end - onset), pitch, velocity)
