"""How long one stays away who could not keep up: longer each time, until it went well a while."""

from __future__ import annotations

LONGEST = 16  # bars; the first pause is one
STEADY = 4  # bars of keeping up, after which a pause is a short one again


class Pauses:
    """Told of every bar line."""

    def __init__(self) -> None:
        self._pause, self._waited, self._kept_up = 1, 0, 0

    def kept_up(self) -> None:
        """A bar has gone well."""
        self._kept_up += 1
        if self._kept_up >= STEADY:
            self._pause = 1

    def leave(self) -> None:
        """It could not keep up: a pause begins."""
        self._waited = self._kept_up = 0

    def over(self) -> bool:
        """A bar of a pause has passed: whether it is over. The next one will be twice as long."""
        self._waited += 1
        if self._waited < self._pause:
            return False
        self._pause, self._waited = min(2 * self._pause, LONGEST), 0
        return True
