"""A connection to the page's server, and what it may cost the box at most.

    connected ── REQUEST_SECONDS, LONGEST_REQUEST ──► asked ──┬── `allow`: the answer is sent
                                                              └── `stay`: a WebSocket

The library bounds a message, and drops pages that no longer answer its pings; the rest is here.
Whoever oversteps a bound is cut off without a word.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from websockets.asyncio.server import Server, ServerConnection
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

MOST_CALLERS: Final = 128
MOST_OF_ONE: Final = 64  # from one address
REQUEST_SECONDS: Final = 5.0
LONGEST_REQUEST: Final = 16_384  # bytes
MOST_UNREAD: Final = 262_144  # bytes that a page has asked for, by pings, and does not read
SLOWEST: Final = 32_768  # bytes a second at which an answer is still sent


class Caller(ServerConnection):
    """One connection, as `websockets` wants it; used from the event loop's thread alone."""

    _limit: asyncio.TimerHandle | None = None
    _heard = 0  # bytes, before there is a whole request

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected: cut off if there are too many."""
        super().connection_made(transport)
        if self._is_one_too_many():
            self.transport.abort()
        else:
            self._limit_to(REQUEST_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take what was sent, unless it is too much of a request, or asks for too much."""
        if self.request is None:
            self._heard += len(data)
            if self._heard > LONGEST_REQUEST:
                self.transport.abort()
                return
        super().data_received(data)
        unread = self.transport.get_write_buffer_size()
        if self.protocol.state is State.OPEN and unread > MOST_UNREAD:
            self.transport.abort()

    def process_event(self, event: Request | Any) -> None:
        """Take a request or a frame; a message in pieces, of which there may be no end, is none."""
        if isinstance(event, Frame) and (not event.fin or event.opcode is Opcode.CONT):
            self.transport.abort()
        else:
            super().process_event(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self.stay()
        super().connection_lost(exc)

    def allow(self, size: int, least: float) -> None:
        """Grant as much time as an answer of `size` bytes may take, `least` seconds at least."""
        self.close_timeout = least + size / SLOWEST
        self._limit_to(self.close_timeout)

    def stay(self) -> None:
        """Grant all the time there is."""
        if self._limit is not None:
            self._limit.cancel()

    def _limit_to(self, seconds: float) -> None:
        self.stay()
        self._limit = self.loop.call_later(seconds, self.transport.abort)

    @property
    def address(self) -> str:
        """Where the connection comes from; "" if that is no longer known."""
        return _address(self)

    def _is_one_too_many(self) -> bool:
        callers, mine = self.server.handlers, self.address
        of_mine = sum(_address(each) == mine for each in callers)
        return len(callers) > MOST_CALLERS or of_mine > MOST_OF_ONE


def turn_out(server: Server) -> None:
    """Cut off all who are no open page, so that none of them holds up the server's end."""
    for caller in server.handlers:
        if caller.protocol.state is State.CONNECTING:
            caller.transport.abort()


def _address(caller: ServerConnection) -> str:
    where = caller.remote_address
    return str(where[0]) if where else ""
