"""Which size of the networks this machine plays in time: measured once, and remembered.

A step must be decided within a third of its length, 20.8 ms at 240 beats a minute. Half a budget
of 16 ms is for one player, so that a second may come; what is left is for the loop's other work.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.board import machine
from appliance.durable import write_whole
from appliance.gauge import bass_decision, cost
from appliance.models.manifest import MANIFEST, SIZES
from appliance.models.network import ModelError
from appliance.models.runtime import runtime_name

BUDGET: Final = 0.008  # seconds that a bass of the standard size may take to decide
STANDARD, SMALL = SIZES
ROUNDS, TIMES = 16, 3

Measure = Callable[[], float]

log = logging.getLogger(__name__)


class Tier:
    """A small file in the box's data folder; one that is damaged is written anew."""

    def __init__(self, path: Path, models: Path) -> None:
        """
        Args:
            path: of the file.
            models: folder of the networks.
        """
        self._path, self._models = path, models

    def size(self, measure: Measure | None = None) -> str:
        """The size to play with: as remembered of this machine, or else measured now.

        Args:
            measure: seconds of a decision of the standard size; may raise ModelError.
        """
        found = self._read()
        seconds = found.get("seconds")
        if found.get("of") == self._of() and isinstance(seconds, float):
            return size_for(seconds)
        try:
            return self.remember((measure or self._measure)())
        except (ModelError, ImportError) as error:
            log.warning("the networks cannot be measured (%s)", error)
            return STANDARD

    def remember(self, seconds: float) -> str:
        """What a decision of the standard size takes; returns the size to play with."""
        size = size_for(seconds)
        log.info("%s networks: %.1f ms of %.0f a decision", size, 1e3 * seconds, 1e3 * BUDGET)
        try:
            content = {"of": self._of(), "seconds": float(seconds)}
            write_whole(self._path, json.dumps(content, indent=1).encode())
        except OSError as error:
            log.warning("what the networks take cannot be kept (%s)", error)
        return size

    def _of(self) -> dict[str, str]:
        """What a measurement holds for."""
        try:
            models = hashlib.sha256((self._models / MANIFEST).read_bytes()).hexdigest()
        except OSError:
            models = ""
        return {"machine": machine(), "runtime": runtime_name(), "models": models}

    def _measure(self) -> float:
        """The least of some medians: another program that was busy meanwhile must not decide."""
        decide = bass_decision(self._models, STANDARD)
        return min(cost(decide, ROUNDS).median for _ in range(TIMES))

    def _read(self) -> dict[str, object]:
        try:
            content = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def size_for(seconds: float) -> str:
    """The size to play with where a decision of the standard size takes so long."""
    return STANDARD if seconds <= BUDGET else SMALL
