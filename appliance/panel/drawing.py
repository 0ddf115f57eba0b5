"""The drawing thread: asks for the newest picture and hands it to every display if it changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event

from PIL.Image import Image

from appliance.panel.easel import JOIN_SECONDS, Easel
from appliance.realtime.devices import Display
from appliance.realtime.tireless import Tireless

_log = logging.getLogger(__name__)


class Drawer:
    """Draws from its making until `close`, at low priority.

    Args:
        displays: each is drawn on by a thread of its own.
        picture: makes the newest picture; called on the drawing thread alone.
        fps: pictures a second at most.
        alive: called after each try to draw; it neither waits nor raises.
    """

    def __init__(
        self,
        displays: Sequence[Display],
        picture: Callable[[], Image],
        fps: float = 15.0,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._picture, self._alive = picture, alive
        self._pause = 1.0 / fps
        self._easels = [Easel(display) for display in displays]
        self._drawn = b""
        self._failed = False
        self._closing = Event()
        self._thread = Tireless(self._run, "drawing")
        self._thread.start()

    def close(self) -> None:
        """Stop drawing, for good; may be called twice. The displays keep their last picture."""
        self._closing.set()
        self._thread.join(JOIN_SECONDS)
        for easel in self._easels:
            easel.close()

    def _run(self) -> None:
        while True:
            try:
                self._draw()
                self._failed = False
            except Exception:  # a picture that cannot be drawn is not to stop the next
                if not self._failed:
                    _log.exception("cannot make a picture")
                self._failed = True
            self._alive()
            if self._closing.wait(self._pause):
                return

    def _draw(self) -> None:
        picture = self._picture()
        drawn = picture.tobytes()
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for easel in self._easels:
            easel.put(picture)
