"""What a browser that was let in shows from then on: a long random word, in a cookie."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Final

LASTS_SECONDS: Final = 12 * 3600
MOST_PASSES: Final = 64  # beyond these the oldest are worth nothing
MOST_SHOWN: Final = 4  # at a time; a browser has one
_RANDOM_BYTES: Final = 32


class Passes:
    """The passes that are valid; they are kept nowhere else, and end with the box."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Args:
            port: of the page: a browser's cookies are those of all ports of a host.
            clock: seconds.
        """
        self._name, self._clock = f"antiphon-{port}", clock
        self._until: dict[str, float] = {}  # by pass, the oldest first

    def cookie(self) -> str:
        """A new pass, as the value of a `Set-Cookie` header."""
        word = secrets.token_urlsafe(_RANDOM_BYTES)
        self._until[word] = self._clock() + LASTS_SECONDS
        for old in [*self._until][:-MOST_PASSES]:
            del self._until[old]
        return f"{self._name}={word}; Path=/; Max-Age={LASTS_SECONDS}; HttpOnly; SameSite=Strict"

    def hold(self, cookies: Iterable[str]) -> bool:
        """True if there is a valid pass among the values of `Cookie` headers."""
        shown = [pair.strip().partition("=") for line in cookies for pair in line.split(";")]
        words = [word for name, _, word in shown if name == self._name][:MOST_SHOWN]
        return any(self._is_valid(word) for word in words)

    def _is_valid(self, word: str) -> bool:
        now, shown = self._clock(), word.encode(errors="surrogateescape")
        same = [hmac.compare_digest(each.encode(), shown) for each in self._until]
        return any(
            is_it and now < until for is_it, until in zip(same, self._until.values(), strict=True)
        )
