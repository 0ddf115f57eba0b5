"""How the controls stood when the box was killed: the next life of it goes on with them.

After an end in good order it begins as the settings say, as after power-on.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from enum import Enum
from math import inf
from typing import Any

from appliance.jam.controls import Controls
from appliance.music.genres import Genre, genre_keyed
from appliance.service.afterlife import Afterlife

SURE_SECONDS = 5.0  # a life that is over sooner may have died of them
PAUSE_SECONDS = 0.5  # between two that are left

log = logging.getLogger(__name__)


class Resumption:
    """Leaves everybody's controls behind while the box lives, and nothing when it ends."""

    def __init__(
        self, afterlife: Afterlife | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        Args:
            afterlife: where they are left.
            clock: seconds.
        """
        self._afterlife, self._clock = afterlife or Afterlife(), clock
        self._left: tuple[Controls, ...] = ()
        self._due = clock() + SURE_SECONDS

    def everybody(self, usual: Sequence[Controls]) -> tuple[Controls, ...]:
        """The controls to begin with: those of a life that was cut short, or the usual ones."""
        content = self._afterlife.read()
        if not content:
            return tuple(usual)
        try:
            resumed = understood(content, usual)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("how the controls stood is not understood (%s)", error)
            return tuple(usual)
        log.warning("the box was killed; it goes on with the controls as they stood")
        return resumed

    def note(self, everybody: tuple[Controls, ...]) -> None:
        """This is how they stand; asked again and again, by one thread."""
        if everybody != self._left and self._clock() >= self._due:
            self._left, self._due = everybody, self._clock() + PAUSE_SECONDS
            self._afterlife.write(told(everybody))

    def over(self) -> None:
        """The box ends in good order: nothing is left."""
        self._due = inf
        self._afterlife.write(b"")


def told(everybody: Sequence[Controls]) -> bytes:
    """Controls as bytes."""
    return json.dumps([_plain(controls) for controls in everybody]).encode()


def understood(content: bytes, usual: Sequence[Controls]) -> tuple[Controls, ...]:
    """Controls out of bytes.

    Raises:
        ValueError, TypeError, KeyError: if these are not what `told` gave.
    """
    kept = json.loads(content)
    if len(kept) != len(usual):
        raise ValueError(f"of {len(kept)} players")
    return tuple(
        replace(each, **{field.name: _as(getattr(each, field.name), one[field.name])
                         for field in fields(Controls)})
        for each, one in zip(usual, kept, strict=True)
    )  # fmt: skip


def _plain(controls: Controls) -> dict[str, Any]:
    values = {field.name: getattr(controls, field.name) for field in fields(Controls)}
    return {name: _written(value) for name, value in values.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    return value.key if isinstance(value, Genre) else value


def _as(like: Any, value: Any) -> Any:
    """A written value as one of the same kind."""
    if isinstance(like, Enum):
        return type(like)[value]
    if isinstance(like, Genre):
        return genre_keyed(value)
    if isinstance(value, bool) != isinstance(like, bool):
        raise TypeError(f"{value!r} in place of {like!r}")
    return type(like)(value)
