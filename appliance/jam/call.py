"""The call: what the player has played since they came in on their turn."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.music.events import HOLD, REST, is_onset
from appliance.music.notes import NoteMessage

UNDER_WAY_ONSETS = 3
DEFAULT_VELOCITY = 80
MOST_STEPS = 512  # of a longer call, the end is kept: 32 bars of 4/4
FORGOTTEN_AT_ONCE = 16


class Call:
    """Everything played, message by message, and the melody taken from it.

    `start` is the absolute step that the call is counted from; None while it is empty. A call
    that has become nothing but silence is empty again.
    """

    start: int | None

    def __init__(self) -> None:
        self._clear()

    @property
    def empty(self) -> bool:
        """True while no note has been played."""
        return self.start is None

    def hear(self, step: int, messages: Sequence[NoteMessage], event: int) -> None:
        """Take in what was played in a step, and the melody's event there."""
        if self.start is None:
            if not any(message.is_on for message in messages):
                return
            self.start = step
            event = REST if event == HOLD else event
        self._messages.append(tuple(messages))
        self._melody.append(event)
        self._follow_silence(step, messages)
        if len(self._melody) > MOST_STEPS:
            self._forget_oldest()

    def begin_at(self, step: int) -> None:
        """Count the call from an earlier step: the one that its turn began on."""
        if self.start is not None and step < self.start:
            self._melody[:0] = [REST] * (self.start - step)
            self._messages[:0] = [()] * (self.start - step)
            self.start = step

    def melody_at(self, index: int) -> int | None:
        """The melody's event `index` steps into the call; None outside of it."""
        return self._melody[index] if 0 <= index < len(self._melody) else None

    def last_onset(self, length: int) -> int:
        """Steps into the call at which its last note within `length` steps begins; 0 for none."""
        steps = [i for i, event in enumerate(self._melody[:length]) if is_onset(event)]
        return steps[-1] if steps else 0

    def messages_at(self, index: int) -> Sequence[NoteMessage]:
        """What was played `index` steps into the call."""
        return self._messages[index] if 0 <= index < len(self._messages) else ()

    @property
    def sounding_steps(self) -> int:
        """Steps from the start to the end of the last note; 0 for an empty call."""
        if self.start is None:
            return 0
        end = self.start + len(self._melody)
        return max(1, (end if self._silent_since is None else self._silent_since) - self.start)

    @property
    def velocity(self) -> int:
        """Mean velocity of what was played; a middling one for an empty call."""
        played = [m.velocity for messages in self._messages for m in messages if m.is_on]
        return round(sum(played) / len(played)) if played else DEFAULT_VELOCITY

    def silent_for(self, step: int) -> int:
        """Steps up to and with `step` since the last note ended; 0 while one sounds."""
        return 0 if self._silent_since is None else step + 1 - self._silent_since

    def over(self, step: int, usual: float, since: int = 0) -> bool:
        """Whether silence has ended it by the end of a step.

        Args:
            step: the newest one.
            usual: steps of silence that commonly do; 0: it never does.
            since: silence before this step does not count.
        """
        silent = min(self.silent_for(step), step + 1 - since)
        return usual > 0 and silent >= self.patience(usual)

    def patience(self, steps: float) -> float:
        """How many silent steps end this call, where `steps` usually do.

        A phrase that has hardly begun, or has long gaps of its own, is waited for longer.
        """
        if sum(map(is_onset, self._melody)) < UNDER_WAY_ONSETS:
            return 2.0 * steps
        return max(steps, min(1.5 * self._longest_gap, 3.0 * steps))

    def _clear(self) -> None:
        self.start = None
        self._messages: list[tuple[NoteMessage, ...]] = []
        self._melody: list[int] = []
        self._held: set[int] = set()
        self._silent_since: int | None = None
        self._longest_gap = 0

    def _forget_oldest(self) -> None:
        del self._melody[:FORGOTTEN_AT_ONCE], self._messages[:FORGOTTEN_AT_ONCE]
        self.start = (self.start or 0) + FORGOTTEN_AT_ONCE
        if self._silent_since is not None and self._silent_since <= self.start:
            self._clear()

    def _follow_silence(self, step: int, messages: Sequence[NoteMessage]) -> None:
        struck = any(message.is_on for message in messages)
        if struck and self._silent_since is not None:
            self._longest_gap = max(self._longest_gap, step - self._silent_since)
        for message in messages:
            (self._held.add if message.is_on else self._held.discard)(message.pitch)
        if self._held:
            self._silent_since = None
        elif struck or self._silent_since is None:
            self._silent_since = step + (1 if struck else 0)
