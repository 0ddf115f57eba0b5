"""What can be checked of a box from outside: its metronome, its turns, its log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from appliance.jam.click import FIRST_BEAT
from tools.bench.boxes import STATE
from tools.soak.ear import Complain, Ear, Key

CLICK_CHANNEL: Final = 10
BEATS: Final = 4  # of a bar
SILENT: Final = 2.0  # seconds of the player's turn, after which nothing of the box's sounds
DRIFT: Final = 0.005  # seconds by which beats may drift within a stretch of one tempo
STRETCH: Final = 16  # beats of which that can be told
_WRONG: Final = re.compile(
    r"\b(ERROR|CRITICAL)\b|Traceback|^\s*\w*(Error|Exception)\b|WARNING settings"
)
_COUNTS: Final = re.compile(r"\d+ steps\b.*decisions missed.*")
_LATE: Final = re.compile(r"\d+")


class Metronome:
    """The beats that are heard: each bar has as many, and within a tempo they keep their distance.

    A stretch of one tempo begins where somebody says so. Beats are late now and then; what they
    must not do is drift. `odd_bars` and `drifts` count what is to be explained.
    """

    def __init__(self) -> None:
        """No beat has been heard."""
        self.odd_bars = self.drifts = 0
        self._beats: list[float] = []  # of the present stretch
        self.bars = self._count = self._since = 0
        self._forgiven = 1  # bars that may have any number
        self._last, self._gap = 0.0, 0.5
        self._off = self._drift = 0.0

    def tempo(self, bpm: float) -> None:
        """From the beat after the next on, beats come at another tempo."""
        self._judge()
        self._gap, self._beats = 60.0 / bpm, []

    def stopped(self) -> None:
        """All notes were ended, perhaps a beat that was to come as well."""
        self._forgiven = 2

    def hear(self, moment: float, key: Key) -> None:
        """A note begins."""
        channel, pitch = key
        if channel != CLICK_CHANNEL:
            return
        self._count += 1
        self._last = moment
        if pitch == FIRST_BEAT.pitch:
            self.odd_bars += not self._forgiven and self._since != BEATS - 1
            self._forgiven, self._since = max(0, self._forgiven - 1), 0
            self.bars += 1
        else:
            self._since += 1
        self._beats.append(moment)

    def next_beat(self, now: float) -> float:
        """Seconds until the next beat is to be expected."""
        return (self._last - now) % self._gap

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "beats": self._count,
            "bars": self.bars,
            "odd_bars": self.odd_bars,
            "drifts": self.drifts,
            "off_ms": round(1000 * self._off, 3),
            "drift_ms": round(1000 * self._drift, 3),
        }

    def _judge(self) -> None:
        """Look at the stretch that is over, but for the beats around changes of tempo."""
        moments = np.array(self._beats[2:-2])
        if len(moments) < STRETCH:
            return
        gaps = np.diff(moments)
        places = np.concatenate([[0], np.cumsum(np.round(gaps / self._gap))])
        off = moments - places * self._gap
        off = off - np.median(off)
        quarter = len(off) // 4
        drift = float(np.median(off[-quarter:]) - np.median(off[:quarter]))
        self._off = max(self._off, float(np.abs(off).max()))
        self._drift = max(self._drift, abs(drift))
        self.drifts += abs(drift) > DRIFT


class Turns:
    """Whose turn it is, as the box tells by its controller, and whether it keeps to that."""

    def __init__(self, ear: Ear, complain: Complain) -> None:
        """It is the player's."""
        self.changes = 0
        self._ear, self._complain = ear, complain
        self._boxs: dict[int, bool] = {}  # by player, from 0
        self._since: dict[int, float] = {}

    def hear(self, moment: float, message: Sequence[int]) -> None:
        """A message comes."""
        if message[0] & 0xF0 == 0xB0 and message[1] == STATE:
            player = (message[0] & 0x0F) // 2
            self._boxs[player], self._since[player] = message[2] > 0, moment
            self.changes += 1

    def boxs(self, player: int) -> bool:
        """Whether it is the box's turn with a player."""
        return self._boxs.get(player, False)

    def look(self, now: float) -> None:
        """In the player's turn, the box is silent after a while."""
        for player, since in self._since.items():
            sounding = self._ear.on((2 * player + 1, 2 * player + 2))
            if sounding and not self._boxs[player] and now - since > SILENT:
                self._complain(f"{sounding} sound though it is player {player + 1}'s turn")
                self._since[player] = now


class LogLines:
    """What a box logs: errors are complaints; what is late is counted."""

    def __init__(self, complain: Complain) -> None:
        """Nothing has been logged."""
        self.last_words = ""
        self._complain, self._read = complain, 0
        self._warnings: Counter[str] = Counter()

    def look(self, lines: Sequence[str]) -> None:
        """Read the lines that are new."""
        for line in lines[self._read :]:
            if _WRONG.search(line):
                self._complain(f"in the log: {line}")
            elif "WARNING" in line:
                self._warnings[_LATE.sub("#", line)] += 1
            if found := _COUNTS.search(line):
                self.last_words = found[0]
        self._read = len(lines)

    def count(self, of: str) -> int:
        """What the box's last words say of something; 0 if they say nothing."""
        found = re.search(rf"{of}: (\d+)", self.last_words)
        return int(found[1]) if found else 0

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {"warnings": dict(self._warnings.most_common(30)), "last_words": self.last_words}
