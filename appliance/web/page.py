"""One page in a browser: what it says goes to the box, what waits in its outbox goes to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from appliance.realtime.devices import Receive, ReportFrom
from appliance.web.bucket import Bucket
from appliance.web.complaints import Complaints
from appliance.web.held import Held
from appliance.web.outbox import Outbox
from appliance.web.protocol import parse


class Page:
    """A connected page, from its WebSocket's opening to its end."""

    def __init__(
        self,
        name: str,
        socket: ServerConnection,
        receive: Receive,
        report: ReportFrom,
        complaints: Complaints,
        pace: Bucket,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Join a socket to the box's ears.

        Args:
            name: of the page as a source of notes.
            socket: it talks through.
            receive: takes what is played on it.
            report: takes what is done to its switch, knob and settings.
            complaints: counts what makes no sense.
            pace: of what all pages say together.
            clock: seconds, as messages are stamped.
        """
        self._name = name
        self._socket = socket
        self._receive = receive
        self._report = report
        self._complaints = complaints
        self._clock = clock
        self._held = Held()
        self._outbox = Outbox()
        self._pace = pace

    def say(self, text: str) -> None:
        """Send a text when its turn comes; a page that has fallen far behind is dropped."""
        if not self._outbox.say(text):
            self._socket.transport.abort()

    def show(self, frame: bytes) -> None:
        """Send a picture when its turn comes, unless a newer one overtakes it."""
        self._outbox.show(frame)

    async def run(self) -> None:
        """Serve the page until it goes away, then let go of all that it holds down."""
        writer = asyncio.create_task(self._write())
        try:
            with suppress(ConnectionClosed):
                async for message in self._socket:
                    await self._in_turn()
                    self._hear(message)
        finally:
            writer.cancel()
            self._let_go()

    async def _in_turn(self) -> None:
        """Wait while pages say more than anybody can play: what they say next waits as well."""
        while wait := self._pace.take():
            await asyncio.sleep(wait)

    async def _write(self) -> None:
        """Empty the outbox into the socket for as long as it is open."""
        with suppress(ConnectionClosed):
            while True:
                await self._socket.send(await self._outbox.take())

    def _hear(self, message: str | bytes) -> None:
        """Pass on what the page says; what makes no sense is ignored."""
        try:
            meant = parse(message) if isinstance(message, str) else None
        except ValueError as error:
            self._complaints.add(str(error))
            return
        if meant is None:
            self._complaints.add("binary")
        elif isinstance(meant, bytes):
            self._held.follow(meant)
            self._receive(self._clock(), meant, self._name)
        else:
            self._report(meant, self._name)

    def _let_go(self) -> None:
        """End every note that the page still holds, and say that it is gone."""
        for message in (*self._held.let_go(), b""):
            self._receive(self._clock(), message, self._name)
