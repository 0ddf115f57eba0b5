"""One display with a thread of its own, so that a slow or broken one keeps no other waiting."""

from __future__ import annotations

import logging
from threading import Event

from PIL.Image import Image

from appliance.realtime.devices import Display
from appliance.realtime.tireless import Tireless

RETRY_SECONDS = 1.0
JOIN_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Easel:
    """Shows the newest picture on a display; pictures that come while it draws are skipped.

    A picture that failed, or was shown to a display with a problem, is shown again after a while,
    so that a display which comes back finds out even when nothing moves.
    """

    def __init__(self, display: Display, retry_seconds: float = RETRY_SECONDS) -> None:
        self._display = display
        self._retry_seconds = retry_seconds
        self._newest: Image | None = None
        self._wake, self._closing = Event(), Event()
        self._failed = False
        self._thread = Tireless(self._run, "easel")
        self._thread.start()

    def put(self, picture: Image) -> None:
        """Have a picture shown; returns at once."""
        self._newest = picture
        self._wake.set()

    def close(self) -> None:
        """End the thread; a display that blocks is left behind after a second."""
        self._closing.set()
        self._wake.set()
        self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        while True:
            fresh = self._wake.wait(self._retry_seconds)
            if self._closing.is_set():
                return
            self._wake.clear()
            if self._newest is not None and (fresh or self._wanting):
                self._show(self._newest)

    @property
    def _wanting(self) -> bool:
        return self._failed or self._display.problem is not None

    def _show(self, picture: Image) -> None:
        try:
            self._display.show(picture)
        except Exception:  # a display is never to stop the drawing
            if not self._failed:
                _log.exception("cannot draw on %r", self._display)
            self._failed = True
        else:
            self._failed = False
