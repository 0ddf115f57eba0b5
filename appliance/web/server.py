"""The simulated panel: a small server whose page is a panel, a MIDI port and a display.

    any thread ── send, light, show ──► LoopThread.call ──► Audience ──► outboxes ──► browsers
    browsers ──► Caller ──► Reception: a file, or Page ──► receive (MIDI), report (switch and knob)
                                                                                 both only queue

The pages are known to the loop's own thread alone; everything else hands over through `call`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from threading import Event

from PIL.Image import Image
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from appliance.realtime.devices import Receive, ReportFrom, Told
from appliance.recording.shelf import Shelf
from appliance.web.audience import Audience
from appliance.web.caller import Caller, turn_out
from appliance.web.complaints import Complaints
from appliance.web.door import WORDS, Door
from appliance.web.files import sealed
from appliance.web.frame import frame_of
from appliance.web.gate import Gate
from appliance.web.jams import Jams
from appliance.web.listen import listener, reason
from appliance.web.loop import LoopThread
from appliance.web.reception import Reception
from appliance.web.whereabouts import own_address, own_names

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
LONGEST_MESSAGE = 4096
CLOSE_SECONDS = 1.0
WHERE = "{}, code {}"
MOST_LETTERS = 24  # of where the page is, if the display is to show it beside the code
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
        has_display: bool = False,
        asks: bool | None = None,
    ) -> None:
        """Prepare the server; nothing is open before `start`.

        Args:
            receive: takes what is played on a page.
            report: takes what is done to a page's switch, knob and settings.
            host: address to listen on; loopback keeps the page to this computer, at any other
                it asks for a code.
            port: TCP port; 0 takes any free one.
            shelf: where jams are kept, to be listed and taken home.
            has_display: there is one that shows the code; else the log does.
            asks: for the code; None: where others can reach it.
        """
        self._jams = Jams(shelf)
        self._gate = Gate(host, port)
        self._door: Door | None = None
        self._reception: Reception | None = None
        self._has_display, self._asks = has_display, asks
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
    def news(self) -> str | None:
        """The code that strangers are asked for, while the display is to show it."""
        return self._door.news if self._door else None

    def show_code(self) -> bool:
        """Have the display show the code, and where the page is; False: it asks for none."""
        if self._door is None:
            return False
        host = own_address() if self._gate.is_for_all else self._gate.host
        where = f"{host}:{self._gate.port}"
        fits = host is not None and len(where) <= MOST_LETTERS
        self._door.show(WHERE.format(where, "{}") if fits else WORDS)
        return True

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
        self._gate = Gate(self._gate.host, self._listener.getsockname()[1], own_names())
        if self._gate.is_for_others if self._asks is None else self._asks:
            self._door = Door(self._gate.port)
        self._reception = Reception(self._gate, self._jams, self._door)
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
            process_request=self._receive,
            process_response=sealed,
            create_connection=Caller,
            compression=None,
            server_header=None,
            open_timeout=None,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=LONGEST_MESSAGE,
            logger=_quiet,
        ) as server:
            self._announce()
            ready.set()
            await over.wait()
            turn_out(server)

    def _announce(self) -> None:
        """Say in the log where the page is, and its code where no display shows it."""
        everywhere = own_address() if self._gate.is_for_all else None
        _log.info("page at %s", self._gate.url_at(everywhere) if everywhere else self.url)
        if self._door is not None and not self._has_display:
            _log.info("%s", WORDS.format(self._door.code))

    def _receive(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a request, and grant the time for that; None lets a WebSocket open."""
        assert isinstance(connection, Caller) and self._reception is not None
        response = self._reception.answer(request, connection.address)
        if response is None:
            connection.stay()
        else:
            connection.allow(len(response.body), CLOSE_SECONDS)
        return response
