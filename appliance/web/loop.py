"""An event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Event

from appliance.realtime.tireless import Tireless

_log = logging.getLogger(__name__)
START_SECONDS = 5.0
STOP_SECONDS = 5.0


class LoopThread:
    """Runs one coroutine in a daemon thread, and takes calls into it from any thread."""

    def __init__(self, name: str, main: Callable[[asyncio.Event, Event], Awaitable[None]]) -> None:
        """Prepare the thread.

        Args:
            name: of the thread.
            main: runs until its first argument is set, and sets its second when it is ready. If
                it fails after that, it is run again.
        """
        self._main = main
        self._ready = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._stopped = False
        self._thread = Tireless(self._run, name)

    def start(self) -> bool:
        """Start, and wait until the coroutine is ready; False if it failed."""
        self._thread.start()
        self._ready.wait(START_SECONDS)
        return self._thread.is_alive()

    def call(self, function: Callable[..., None], *arguments: object) -> None:
        """Have the loop call a function soon; never blocks, does nothing once it has ended."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(function, *arguments)

    def stop(self) -> None:
        """End the coroutine and wait for the thread; may be called twice."""
        self._stopped = True
        if self._over is not None:
            self.call(self._over.set)
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        """The thread's life; what has been ready once is to be so again."""
        begun = self._ready.is_set()
        try:
            asyncio.run(self._body())
        except Exception:
            if begun or self._ready.is_set():
                raise
            _log.exception("%s has ended", self._thread.name)
        finally:
            self._ready.set()

    async def _body(self) -> None:
        """Make the loop known, then run the coroutine."""
        if self._stopped:
            return
        self._over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        await self._main(self._over, self._ready)
