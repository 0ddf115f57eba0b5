"""A box that is nothing but its ears: what the page plays and does lands in a queue."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, Queue

from appliance.realtime.devices import Change, PanelEvent, Sit
from appliance.recording.shelf import Shelf
from appliance.web.server import WebPanel

PATIENCE = 10.0


class FakeBox:
    """A running `WebPanel` and everything it has heard."""

    def __init__(self, port: int = 0, shelf: Shelf | None = None, asks: bool | None = None) -> None:
        self._heard: Queue[bytes | PanelEvent | Change | Sit] = Queue()
        self.times: list[float] = []
        self.sources: list[str] = []  # of what was heard
        self.gone: list[str] = []
        self.panel = WebPanel(self._receive, self._report, port=port, shelf=shelf, asks=asks)
        self.panel.start()

    def _receive(self, seconds: float, message: bytes, source: str) -> None:
        if not message:
            self.gone.append(source)
            return
        self.times.append(seconds)
        self.sources.append(source)
        self._heard.put(message)

    def _report(self, event: PanelEvent | Change | Sit, source: str) -> None:
        self.sources.append(source)
        self._heard.put(event)

    @property
    def code(self) -> str:
        """That the page asks strangers for."""
        assert self.panel._door is not None
        return self.panel._door.code

    @property
    def port(self) -> int:
        return int(self.panel.url.rstrip("/").rpartition(":")[2])

    def hear(self, count: int = 1) -> list[bytes | PanelEvent | Change | Sit]:
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
