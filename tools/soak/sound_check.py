"""Whether what was decided sounds, all of it and in time, and nothing while all is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from tools.soak.clock_check import ClockCheck
from tools.soak.ear import Complain, Ear, Key

EXACT: Final = 1e-6  # seconds
AGAIN: Final = 0.02  # seconds in which a note that may have been lost is sent once more
PATIENCE: Final = 2.0  # seconds after which a note that was decided is missed
SILENT_STEPS: Final = 4  # of the player's turn, after which nothing of the box's sounds


class SoundCheck:
    """Compares what was put down with what is heard at each output, note by note.

    `again` counts notes that were sent once more where it was in doubt whether they had left.
    """

    def __init__(self, complain: Complain) -> None:
        """Nothing is expected, and nobody listens."""
        self.ears: list[Ear] = []
        self.again = 0
        self._leads: dict[str, float] = {}
        self._complain = complain
        self._expected: dict[tuple[str, Key], list[float]] = defaultdict(list)
        self._last: dict[tuple[str, Key], float] = {}
        self._silent: defaultdict[int, int] = defaultdict(int)  # steps, by player

    def listen(self, name: str, lead: float = 0.0, clock: ClockCheck | None = None) -> Ear:
        """An ear at an output that is told so many seconds ahead, perhaps with MIDI clock."""
        if clock is None:
            ear = Ear(name, self._complain, partial(self._hear, name))
        else:
            both = partial(self._hear_with, clock, name)
            ear = Ear(name, self._complain, both, clock.hear)
        self.ears.append(ear)
        self._leads[name] = lead
        return ear

    def put_down(self, moment: float, key: Key, now: float) -> None:
        """A note is to begin at a moment; what is past already begins now."""
        for name, lead in self._leads.items():
            self._expected[name, key].append(max(moment - lead, now))

    def hushed(self) -> None:
        """All notes were ended, also those to come."""
        self._expected.clear()
        for ear in self.ears:
            if ear.sounding:
                self._complain(f"{ear.name}: {ear.sounding} sound on though all is to be silent")

    def step(self, players: Sequence[Iterable[int]], silent: Sequence[bool], now: float) -> None:
        """A step has passed.

        Args:
            players: channels of each.
            silent: whether the box has nothing to play for them.
            now: the present moment.
        """
        for player, (channels, quiet) in enumerate(zip(players, silent, strict=True)):
            self._silent[player] = self._silent[player] + 1 if quiet else 0
            if self._silent[player] >= SILENT_STEPS:
                self._nothing_on(channels, player)
        self._miss(now)

    def _nothing_on(self, channels: Iterable[int], player: int) -> None:
        channels = list(channels)
        for ear in self.ears:
            if sounding := ear.on(channels):
                turn = f"player {player + 1}'s turn"
                self._complain(f"{ear.name}: {sounding} sound though it is {turn}")

    def _miss(self, now: float) -> None:
        for (name, key), moments in self._expected.items():
            if moments and min(moments) < now - PATIENCE:
                self._complain(f"{name}: {key} was to begin at {min(moments):.4f} and never did")
                moments.clear()

    def _hear_with(self, clock: ClockCheck, name: str, moment: float, key: Key) -> None:
        clock.begins(moment, key)
        self._hear(name, moment, key)

    def _hear(self, name: str, moment: float, key: Key) -> None:
        expected = self._expected[name, key]
        for each in expected:
            if abs(each - moment) <= EXACT:
                expected.remove(each)
                self._last[name, key] = moment
                return
        if moment - self._last.get((name, key), 0.0) <= AGAIN:
            self.again += 1
        elif expected:
            off = 1000 * (moment - min(expected, key=lambda each: abs(each - moment)))
            self._complain(f"{name}: {key} begins {off:+.3f} ms off its moment")
        else:
            self._complain(f"{name}: {key} begins though nobody has decided it")
