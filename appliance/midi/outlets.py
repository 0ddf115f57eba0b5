"""The open ports to all synths: those of a queue of the kernel's where there is one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from appliance.midi.alsa_queue import NoQueue
from appliance.midi.api import Api
from appliance.midi.clients import OutputClient
from appliance.midi.links import Closable, Links
from appliance.midi.messages import silence_all
from appliance.midi.present import Present
from appliance.midi.ties import Own

_log = logging.getLogger(__name__)


class Outlet(Closable, Protocol):
    """An open port; `send` and `send_at` raise an OSError if the MIDI system refuses."""

    def send(self, message: bytes) -> None:
        """Send one whole message at once."""

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Let one whole message leave at a moment; at once where there is no queue."""


class KernelQueue(Closable, Protocol):
    """Sends what is handed over at its time, whatever Python is busy with."""

    def port(self, sink: str | None) -> Outlet:
        """Open a port whose messages it times; raises an OSError if the synth is gone."""

    def take_back(self, tag: int, channel: int | None = None) -> None:
        """Forget what waits with a tag, and on a channel if one is given."""


OpenQueue = Callable[[], KernelQueue]
"""Opens a queue of ALSA's; raises NoQueue if there is none of use."""


class Outlets:
    """Carries messages to every synth that is tied to, and to a port of our own."""

    def __init__(
        self,
        open_port: bool = True,
        open_queue: OpenQueue | None = None,
    ) -> None:
        """Nothing is open at first.

        Args:
            open_port: whether there is a port of our own.
            open_queue: how to get a queue where ALSA is in use; None: Python keeps the time.
        """
        self._links: Links[Outlet] = Links(Own.SYNTH, self._tie, open_port)
        self._open_queue = open_queue
        self._queue: KernelQueue | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Full names of the synths tied to."""
        return self._links.names

    @property
    def queued(self) -> bool:
        """Whether messages can be handed over ahead of their time."""
        return self._queue is not None

    def update(self, present: Present, wanted: Sequence[str]) -> None:
        """Tie to the synths that came, let go of those that went; for one thread at a time."""
        self._links.update(present, wanted)

    def send(self, message: bytes) -> None:
        """Send a message at once."""
        self._links.each(lambda outlet: outlet.send(message))

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Let a message leave at a moment."""
        self._links.each(lambda outlet: outlet.send_at(message, due, tag))

    def take_back(self, tag: int, channel: int | None) -> None:
        """Forget what waits with a tag, and on a channel if one is given."""
        if self._queue is not None:
            with suppress(OSError):
                self._queue.take_back(tag, channel)

    def clear(self) -> None:
        """Close everything; for one thread at a time, that of `update`."""
        self._links.clear()
        queue, self._queue = self._queue, None
        if queue is not None:
            queue.close()

    def _tie(self, api: Api, sink: str | None) -> Outlet:
        """Open a port, and end all that sounds.

        The synth may have been unplugged while notes sounded, or the box may have been killed: then
        nobody knows on which channels.
        """
        outlet = self._opener(api)(sink)
        for message in silence_all():
            outlet.send(message)
        return outlet

    def _opener(self, api: Api) -> Callable[[str | None], Outlet]:
        """What opens a port: the queue, if there is one to be had."""
        if self._queue is None and api is Api.ALSA and self._open_queue is not None:
            try:
                self._queue = self._open_queue()
            except NoQueue as error:
                self._open_queue = None  # asked for once
                _log.warning("no queue of ALSA's, so that Python keeps the time: %s", error)
        return partial(OutputClient, api) if self._queue is None else self._queue.port
