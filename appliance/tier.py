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

from appliance import __version__
from appliance.board import machine
from appliance.gauge import bass_decision, cost
from appliance.generations import Generations
from appliance.models.manifest import MANIFEST, SIZES
from appliance.models.network import ModelError
from appliance.models.runtime import runtime_name

BUDGET: Final = 0.008  # seconds that a bass of the standard size may take to decide
STANDARD, SMALL = SIZES
ROUNDS, TIMES = 16, 3
STARTS = 3  # that measure a machine that seems slow

Measure = Callable[[], float]

log = logging.getLogger(__name__)


class Tier:
    """A small file in the box's data folder; one that is damaged means to measure anew."""

    def __init__(self, path: Path, models: Path) -> None:
        """
        Args:
            path: of the file.
            models: folder of the networks.
        """
        self._file, self._models = Generations(path), models

    def size(self, measure: Measure | None = None) -> str:
        """The size to play with: as remembered of this machine, or else measured now.

        A machine that was found slow may have been busy: the first few starts measure it again,
        and its quickest counts.

        Args:
            measure: seconds of a decision of the standard size; may raise ModelError.
        """
        found = self._found()
        if found is not None and (size_for(min(found)) == STANDARD or len(found) >= STARTS):
            return size_for(min(found))
        try:
            return self.remember((measure or self._measure)(), *(found or ()))
        except (ModelError, ImportError) as error:
            log.warning("the networks cannot be measured (%s)", error)
            return STANDARD

    def known(self) -> str | None:
        """The size as remembered; None: this machine has not been measured."""
        found = self._found()
        return None if found is None else size_for(min(found))

    def remember(self, seconds: float, *before: float) -> str:
        """What a decision of the standard size takes, and took; returns the size to play with."""
        size = size_for(min([seconds, *before]))
        log.info("%s networks: %.1f ms of %.0f a decision", size, 1e3 * seconds, 1e3 * BUDGET)
        try:
            content = {"of": self._of(), "seconds": [*before, seconds]}
            self._file.write(json.dumps(content, indent=1).encode())
        except OSError as error:
            log.warning("what the networks take cannot be kept (%s)", error)
        return size

    def forget(self) -> None:
        """Measure anew at the next start.

        Raises:
            OSError: if something of what was measured is still there.
        """
        self._file.forget()

    def _found(self) -> list[float] | None:
        """The measurements that were kept of this machine; None if there are none."""
        content = self._read()
        found = content.get("seconds")
        if content.get("of") != self._of() or not isinstance(found, list) or not found:
            return None
        return found if all(isinstance(each, float) for each in found) else None

    def _of(self) -> dict[str, str]:
        """What a measurement holds for."""
        try:
            models = hashlib.sha256((self._models / MANIFEST).read_bytes()).hexdigest()
        except OSError:
            models = ""
        told = {"machine": machine(), "runtime": _runtime(), "models": models}
        return told | {"antiphon": __version__}

    def _measure(self) -> float:
        """The least of some medians: another program that was busy meanwhile must not decide."""
        decide = bass_decision(self._models, STANDARD)
        return min(cost(decide, ROUNDS).median for _ in range(TIMES))

    def _read(self) -> dict[str, object]:
        found = self._file.read()
        if found.damaged:
            log.warning("what the networks take was damaged")
        try:
            content = json.loads(found.content or b"{}")
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}


def _runtime() -> str:
    """Name of the runtime; empty where none is installed, and nothing can be measured."""
    try:
        return runtime_name()
    except ImportError:
        return ""


def size_for(seconds: float) -> str:
    """The size to play with where a decision of the standard size takes so long."""
    return STANDARD if seconds <= BUDGET else SMALL
