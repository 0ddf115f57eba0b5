"""Every page that is open, and what a page that has just opened needs to know."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count

from websockets.asyncio.server import ServerConnection
from websockets.frames import CloseCode

from appliance.realtime.devices import Receive, ReportFrom, Told
from appliance.web.bucket import Bucket
from appliance.web.complaints import Complaints
from appliance.web.page import Page
from appliance.web.protocol import lamp_text, midi_text, name_text, told_text

MOST_PAGES = 16
MOST_AT_ONCE = 256  # messages of all pages together, and
MESSAGE_SECONDS = 1e-3  # for each further one: as many as a MIDI cable carries

_log = logging.getLogger(__name__)


class Audience:
    """The open pages; used from the event loop's thread alone, but for `len`."""

    def __init__(
        self,
        receive: Receive,
        report: ReportFrom,
        complaints: Complaints,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with no page; what pages say goes to `receive` and `report`, stamped by `clock`."""
        self._receive = receive
        self._report = report
        self._complaints = complaints
        self._clock = clock
        self._pace = Bucket(MOST_AT_ONCE, MESSAGE_SECONDS, clock)
        self._numbers = count(1)
        self._pages: set[Page] = set()
        self._lamp = False
        self._told: dict[str, str] = {}
        self._frame: bytes | None = None

    def __len__(self) -> int:
        """How many pages are open."""
        return len(self._pages)

    def send(self, message: bytes) -> None:
        """Pass a MIDI message on to every page."""
        self._say(midi_text(message))

    def light(self, on: bool) -> None:
        """Pass the lamp's state on to every page."""
        self._lamp = on
        self._say(lamp_text(on))

    def tell(self, what: str, told: Told) -> None:
        """Pass a table on to every page."""
        self._told[what] = told_text(what, told)
        self._say(self._told[what])

    def show(self, frame: bytes) -> None:
        """Pass a picture on to every page."""
        self._frame = frame
        for page in self._pages:
            page.show(frame)

    async def welcome(self, socket: ServerConnection) -> None:
        """Serve one page from its opening to its end, unless too many are open."""
        if len(self._pages) >= MOST_PAGES:
            await socket.close(CloseCode.TRY_AGAIN_LATER, "too many pages")
            return
        name = f"page {next(self._numbers)}"
        told = self._receive, self._report, self._complaints
        page = Page(name, socket, *told, self._pace, self._clock)
        self._pages.add(page)
        page.say(name_text(name))
        self._catch_up(page)
        try:
            await page.run()
        except Exception:
            _log.exception("a page was closed")
        finally:
            self._pages.discard(page)

    def _catch_up(self, page: Page) -> None:
        """Tell a new page the lamp's state, the tables and the newest picture."""
        page.say(lamp_text(self._lamp))
        for text in self._told.values():
            page.say(text)
        if self._frame is not None:
            page.show(self._frame)

    def _say(self, text: str) -> None:
        """Pass a text on to every page."""
        for page in self._pages:
            page.say(text)
