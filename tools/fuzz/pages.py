"""Pages in browsers: the product's own end of the link, and sockets that are none."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import cast

from PIL.Image import Image
from websockets.asyncio.server import ServerConnection

from appliance.realtime.devices import Receive, ReportFrom, Told
from appliance.web.audience import Audience
from appliance.web.complaints import Complaints
from appliance.web.frame import frame_of
from tools.fuzz.synths import Sounding


class _Socket:
    """What a page says is put in; what it is told goes to an ear, unless it has stopped reading."""

    def __init__(self, told: Callable[[str | bytes], None], reads: bool) -> None:
        self._said: deque[str | bytes | None] = deque()
        self._filled = asyncio.Event()
        self._told, self._reads = told, reads
        self.closed = False

    @property
    def transport(self) -> _Socket:
        return self

    def put(self, words: str | bytes) -> None:
        self._said.append(words)
        self._filled.set()

    def abort(self) -> None:
        self.closed = True
        self._said.append(None)
        self._filled.set()

    async def send(self, words: str | bytes) -> None:
        if not self._reads:
            await asyncio.Event().wait()
        self._told(words)

    async def close(self, code: int, reason: str) -> None:
        self.closed = True

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        while True:
            await self._filled.wait()
            words = self._said.popleft()
            if not self._said:
                self._filled.clear()
            if words is None:
                return
            yield words


class Pages:
    """Some pages, as an output, a lamp and a mirror."""

    lead = 0.0
    queue = None
    problem = None

    def __init__(self, receive: Receive, report: ReportFrom, clock: Callable[[], float]) -> None:
        self.complaints = Complaints(clock=clock)
        self._clock = clock
        self._asyncio = asyncio.new_event_loop()
        self._audience = Audience(receive, report, self.complaints, clock)
        self._sockets: dict[int, _Socket] = {}
        self._ears: dict[int, Sounding] = {}
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def sounding(self) -> list[Sounding]:
        """What sounds, page by page."""
        return [*self._ears.values()]

    def say(self, page: int, words: str | bytes, reads: bool = True) -> None:
        """A page says something; it is opened if it is not yet, and may never read."""
        socket = self._sockets.get(page)
        if socket is None or socket.closed:
            self._let_pass()
            self._ears[page] = ear = Sounding(obeys_all_off=True)
            socket = self._sockets[page] = _Socket(partial(self._hear, ear), reads)
            connection = cast(ServerConnection, socket)
            task = self._asyncio.create_task(self._audience.welcome(connection))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        socket.put(words)
        self._let_pass()

    def leave(self, page: int | None = None) -> None:
        """A page is closed, or all of them are."""
        for number in [page] if page is not None else list(self._sockets):
            socket = self._sockets.pop(number, None)
            if socket is not None:
                del self._ears[number]
                socket.abort()
        self._let_pass()

    def close(self) -> None:
        """Close all, and the loop that they ran in."""
        self.leave()
        for task in self._serving:
            task.cancel()
        self._let_pass()
        self._asyncio.close()

    def start(self) -> None:
        """They come by themselves."""

    def send(self, message: bytes) -> None:
        """Send every page a message."""
        if self._sockets:
            self._audience.send(message)
            self._let_pass()

    def light(self, on: bool) -> None:
        """Switch the pages' lamps."""
        self._audience.light(on)

    def tell(self, what: str, told: Told) -> None:
        """Show a table on every page."""
        self._audience.tell(what, told)

    def show(self, picture: Image) -> None:
        """Show a picture on every page."""
        self._audience.show(frame_of(picture))

    def _hear(self, ear: Sounding, words: str | bytes) -> None:
        if isinstance(words, str) and words.startswith('{"midi"'):
            ear.take(self._clock(), bytes(json.loads(words)["midi"]))

    def _let_pass(self) -> None:
        """Let everybody do what there is to do at present."""

        async def pass_by() -> None:
            for _ in range(4):
                await asyncio.sleep(0)

        if not self._asyncio.is_closed() and not self._asyncio.is_running():
            self._asyncio.run_until_complete(pass_by())
