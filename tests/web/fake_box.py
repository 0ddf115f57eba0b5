"""A box that is nothing but its ears: what the page plays and does lands in a queue."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, Queue

from appliance.realtime.devices import PanelEvent
from appliance.recording.shelf import Shelf
from appliance.web.server import WebPanel

PATIENCE = 10.0


class FakeBox:
    """A running `WebPanel` and everything it has heard."""

    def __init__(self, port: int = 0, shelf: Shelf | None = None) -> None:
        self._heard: Queue[bytes | PanelEvent] = Queue()
        self.times: list[float] = []
        self.panel = WebPanel(self._receive, self._heard.put, port=port, shelf=shelf)
        self.panel.start()

    def _receive(self, seconds: float, message: bytes) -> None:
        self.times.append(seconds)
        self._heard.put(message)

    @property
    def port(self) -> int:
        return int(self.panel.url.rstrip("/").rpartition(":")[2])

    def hear(self, count: int = 1) -> list[bytes | PanelEvent]:
        """The next things heard; fails when they do not come."""
        return [self._heard.get(timeout=PATIENCE) for _ in range(count)]

    def heard_nothing_more(self) -> bool:
        """True if nothing waits; ask only after something later is known to have arrived."""
        try:
            self._heard.get_nowait()
        except Empty:
            return True
        return False


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread brings about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)
