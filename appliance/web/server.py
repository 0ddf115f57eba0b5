"""The simulated panel: a small server whose page is a panel, a MIDI port and a display.

    any thread ── send, light, show ──► LoopThread.call ──► Audience ──► outboxes ──► browsers
    browsers ──► Page ──► receive (MIDI), report (switch and knob)          both only queue

The pages are known to the loop's own thread alone; everything else hands over through `call`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from http import HTTPStatus
from threading import Event

from PIL.Image import Image
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from appliance.realtime.devices import Receive, ReportFrom, Told
from appliance.recording.shelf import Shelf
from appliance.web.audience import Audience
from appliance.web.complaints import Complaints
from appliance.web.files import found, refused, static_files
from appliance.web.frame import frame_of
from appliance.web.gate import Gate
from appliance.web.jams import Jams
from appliance.web.listen import listener, reason
from appliance.web.loop import LoopThread

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
SOCKET_PATH = "/socket"
LONGEST_MESSAGE = 4096
OPEN_SECONDS = 5.0
CLOSE_SECONDS = 1.0
PING_SECONDS = 10.0

_log = logging.getLogger(__name__)
# Its lines are of the protocol's making (a browser that knocks and says nothing is an "error").
_quiet = logging.getLogger(f"{__name__}.websockets")
_quiet.setLevel(logging.CRITICAL)


class WebPanel:
    """A page at `url`: display, lamp, MIDI output, and a source of MIDI and panel events."""

    def __init__(
        self,
        receive: Receive,
        report: ReportFrom,
        host: str = DEFAULT_HOST,
        port: int = DEFAULT_PORT,
        shelf: Shelf | None = None,
    ) -> None:
        """Prepare the server; nothing is open before `start`.

        Args:
            receive: takes what is played on a page.
            report: takes what is done to a page's switch, knob and settings.
            host: address to listen on; only loopback keeps the page to this computer.
            port: TCP port; 0 takes any free one.
            shelf: where jams are kept, to be listed and taken home.
        """
        self._jams = Jams(shelf)
        self._gate = Gate(host, port)
        self._files = static_files()
        self._complaints = Complaints()
        self._audience = Audience(receive, report, self._complaints)
        self._thread = LoopThread("web-panel", self._serve)
        self._listener: socket.socket | None = None
        self._lamp = False
        self._told: dict[str, Told] = {}
        self._frame: bytes | None = None
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why there is no page, in a plain sentence; None if there is one."""
        return self._problem

    @property
    def url(self) -> str:
        """Where the page is, as this computer's browser finds it."""
        return self._gate.url

    @property
    def connected(self) -> int:
        """How many pages are open."""
        return len(self._audience)

    @property
    def ignored(self) -> int:
        """How many messages from pages made no sense."""
        return self._complaints.count

    def start(self) -> None:
        """Open the page; never raises, what goes wrong shows as a `problem`."""
        try:
            self._listener = listener(self._gate.host, self._gate.port)
        except (OSError, OverflowError) as error:
            self._fail(reason(error, self._gate.port))
            return
        self._gate = Gate(self._gate.host, self._listener.getsockname()[1])
        if not self._thread.start():
            self._fail("no server")

    def close(self) -> None:
        """Close every page and the server; may be called twice."""
        self._thread.stop()
        if self._listener is not None:
            self._listener.close()

    @property
    def queue(self) -> None:
        """A page takes nothing ahead of its time."""
        return None

    @property
    def lead(self) -> float:
        """A page sounds at once."""
        return 0.0

    def send(self, message: bytes) -> None:
        """Send one MIDI message to every page; from any thread, never blocks."""
        self._thread.call(self._audience.send, message)

    def light(self, on: bool) -> None:
        """Switch the pages' lamps; from any thread, never blocks."""
        if on != self._lamp:
            self._lamp = on
            self._thread.call(self._audience.light, on)

    def tell(self, what: str, told: Told) -> None:
        """Show "settings" or "players" on every page; from any thread, never blocks."""
        self._told[what] = told
        self._thread.call(self._audience.tell, what, told)

    def show(self, picture: Image) -> None:
        """Show a picture of 128 by 64 pixels (mode "1") on every page, if it is a new one."""
        frame = frame_of(picture)
        if frame != self._frame:
            self._frame = frame
            self._thread.call(self._audience.show, frame)

    def _fail(self, why: str) -> None:
        """Remember and log that there is no page."""
        self._problem = f"Page not available: {why}"
        _log.warning("%s (%s)", self._problem, self.url)

    async def _serve(self, over: asyncio.Event, ready: Event) -> None:
        """Serve pages until `over`; the first ones see what was shown before there was a server.

        Raises:
            OSError: if this is not the first time, and the port is somebody else's by now.
        """
        if self._listener is None or self._listener.fileno() < 0:  # a server that failed closed it
            self._listener = listener(self._gate.host, self._gate.port)
        self._audience.light(self._lamp)
        for what, told in self._told.items():
            self._audience.tell(what, told)
        if self._frame is not None:
            self._audience.show(self._frame)
        async with serve(
            self._audience.welcome,
            sock=self._listener,
            process_request=self._answer,
            compression=None,
            server_header=None,
            open_timeout=OPEN_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=LONGEST_MESSAGE,
            logger=_quiet,
        ):
            _log.info("page at %s", self.url)
            ready.set()
            await over.wait()

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a request for a file; None lets a WebSocket open."""
        if not self._gate.admits(request.headers):
            return refused(HTTPStatus.FORBIDDEN, f"This page is at {self.url}")
        path = request.path.partition("?")[0]
        if path == SOCKET_PATH:
            return None
        if path in self._files:
            return found(self._files[path])
        if (jam := self._jams.found(path)) is not None:
            return jam
        return refused(HTTPStatus.NOT_FOUND, "There is nothing here.")
