"""A real server of the page on this computer, all that it hears, and its complaints."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from appliance.realtime.devices import Change, PanelEvent, Sit
from appliance.recording.shelf import Shelf
from appliance.web.door import CODE_HEADER, ENTER
from appliance.web.server import WebPanel

PATIENCE: Final = 30.0  # seconds for what comes at once, unless the machine is very busy
JAM: Final = ("jam-0001.mid", b"MThd of a jam that only guests may have")
SECRET: Final = b"what lies beside the jams is nobody's business"
WATCHED: Final = ("appliance", "asyncio")

Heard = bytes | PanelEvent | Change | Sit


class Errors(logging.Handler):
    """Keeps what is logged as an error: an exception that nobody reckoned with."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


class Target:
    """The page, open; as it is in a network, with a code, if it is `guarded`."""

    def __init__(self, folder: Path, guarded: bool) -> None:
        """`folder` is for its jams, and for what nobody may read."""
        shelf = Shelf(folder / "jams", most=9)
        shelf.keep(*JAM)
        (folder / "secret").write_bytes(SECRET)
        self._heard: dict[str, list[Heard]] = defaultdict(list)  # by page
        self._gone: dict[str, int] = defaultdict(int)  # how often its end was told
        self._news = threading.Condition()
        self.errors, self.guarded = Errors(), guarded
        for name in WATCHED:
            logging.getLogger(name).addHandler(self.errors)
        self.panel = WebPanel(
            self._receive, self._report, port=0, shelf=shelf, has_display=True, asks=guarded
        )
        self.panel.start()
        self.port = int(self.panel.url.rstrip("/").rpartition(":")[2])
        self.code = self._code()
        self.cookie = self._enter() if guarded else ""
        self._open = open_files()

    def heard(self, page: str) -> list[Heard]:
        """All that a page has said, once it is gone.

        Raises:
            AssertionError: if it never goes, or its end is told twice.
        """
        with self._news:
            gone = self._news.wait_for(lambda: self._gone[page], PATIENCE)
            assert gone, f"{page} has gone, and the box does not know it"
            assert self._gone.pop(page) == 1, f"the end of {page} was told twice"
            return self._heard.pop(page, [])

    def call(self) -> socket.socket:
        """A connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def close(self) -> None:
        """End it.

        Raises:
            AssertionError: if something has gone wrong meanwhile, or is left.
        """
        patience = time.monotonic() + PATIENCE
        while (left := self.panel.connected) and time.monotonic() < patience:
            time.sleep(0.01)
        self.panel.close()
        for name in WATCHED:
            logging.getLogger(name).removeHandler(self.errors)
        assert self.errors.lines == [], f"errors in the log: {self.errors.lines[:3]}"
        assert left == 0, f"{left} pages are open that nobody has"
        assert open_files() <= self._open, "files or connections are left open"

    def _receive(self, seconds: float, message: bytes, page: str) -> None:
        with self._news:
            if message:
                self._heard[page].append(message)
            else:
                self._gone[page] += 1
                self._news.notify_all()

    def _report(self, event: PanelEvent | Change | Sit, page: str) -> None:
        with self._news:
            self._heard[page].append(event)

    def _code(self) -> str:
        """The code, as the display shows it."""
        self.panel.show_code()
        news = self.panel.news or ""
        return "".join(filter(str.isdigit, news.rpartition("code")[2]))

    def _enter(self) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", ENTER, headers={CODE_HEADER: self.code})
        cookie = connection.getresponse().headers["Set-Cookie"]
        connection.close()
        return str(cookie).partition(";")[0]


def open_files() -> int:
    """How many files and connections this process has open."""
    return len(os.listdir("/proc/self/fd"))


def read(one: socket.socket, enough: Callable[[bytes], bool] = lambda came: False) -> bytes:
    """What comes until it is enough, or the other end is gone.

    Raises:
        AssertionError: if neither happens.
    """
    came = b""
    try:
        with suppress(ConnectionError):
            while not enough(came) and (more := one.recv(65_536)):
                came += more
    except TimeoutError:
        raise AssertionError(f"no end after {came[-100:]!r}") from None
    return came
