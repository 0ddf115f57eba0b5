"""What an update of the system says while it is applied, and that nobody plays, for its restart.

Whoever applies updates (`system/update`) runs beside the box, with rights that it does not have.
It leaves words in a file, a line; a second line, "stay", keeps them until there are others. The box
renews the time of a file of its own while nobody plays: only then the machine is started anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Final

TOLD: Final = Path("/run/antiphon-update/news")
QUIET: Final = "quiet"
MOST_LETTERS: Final = 40
SAID_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 2.0


class Updates:
    """A messenger. Its news are asked for by the drawing thread, `rest` is called by the loop's."""

    def __init__(
        self,
        quiet: Path | None,
        told: Path = TOLD,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            quiet: the file that tells that nobody plays; None: nobody wants to know.
            told: the file with words.
            clock: seconds.
        """
        self._quiet, self._told, self._clock = quiet, told, clock
        self._renewed = -inf  # when, in seconds
        self._seen: tuple[int, float] = (0, -inf)  # the words' version, and since when

    @property
    def news(self) -> str | None:
        """What there is to be said, for a minute or as long as it stays so."""
        try:
            changed = self._told.stat().st_mtime_ns
            words, *more = self._told.read_text(errors="replace").splitlines() or [""]
        except OSError:
            return None
        if changed != self._seen[0]:
            self._seen = changed, self._clock()
        over = "stay" not in more and self._clock() >= self._seen[1] + SAID_SECONDS
        return None if over else words[:MOST_LETTERS] or None

    def rest(self) -> None:
        """Nobody plays at this moment; never raises."""
        now = self._clock()
        if self._quiet is None or now < self._renewed + RENEW_SECONDS:
            return
        self._renewed = now
        with suppress(OSError):
            self._quiet.touch()


def quiet_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that tells that nobody plays, in a service's own folder; None: this is none."""
    folder = environment.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return Path(folder) / QUIET if folder else None
