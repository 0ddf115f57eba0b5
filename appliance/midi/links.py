"""The ports that are open at present, kept in step with those that should be."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from appliance.midi.api import Api
from appliance.midi.present import Present
from appliance.midi.ties import Own

_log = logging.getLogger(__name__)


class Closable(Protocol):
    """An open port."""

    def close(self) -> None:
        """Close it."""


P = TypeVar("P", bound=Closable)


class Links(Generic[P]):
    """Open ports by the full name of the port they are tied to; None names a port of our own.

    `update` and `clear` are for one thread at a time, `each` and `names` for any.
    """

    def __init__(
        self, own: Own, tie: Callable[[Api, str | None], P], open_port: bool = True
    ) -> None:
        """Nothing is open at first.

        Args:
            own: which ports of ours are tied to others.
            tie: opens one; may raise an OSError.
            open_port: whether there is a port of our own that others can tie to.
        """
        self._own = own
        self._tie = tie
        self._ours: tuple[str | None, ...] = (None,) if open_port else ()
        self._lock = threading.Lock()
        self._open: dict[str | None, P] = {}
        self._broken: list[P] = []
        self._seen_tied: set[str | None] = set()
        self._complained: set[str | None] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """Full names of the ports tied to, without our own."""
        with self._lock:
            return tuple(name for name in self._open if name is not None)

    def update(self, present: Present, wanted: Sequence[str]) -> None:
        """Close what vanished or broke, open what is wanted and not open yet.

        Without a MIDI system all is closed, a port of our own too.
        """
        with self._lock:
            self._seen_tied |= {name for name in self._open if self._is_tied(name, present)}
            gone = [name for name in self._open if not self._is_good(name, present, wanted)]
            closing = [self._open.pop(name) for name in gone] + self._broken
            self._seen_tied -= {*gone}
            self._broken = []
        self._complained &= {None, *wanted}
        for port in closing:
            port.close()
        for name in (*self._ours, *wanted):
            self._ensure(present, name)

    def each(self, act: Callable[[P], None]) -> None:
        """Do something with every open port; one that raises an OSError is dropped."""
        with self._lock:
            for name, port in list(self._open.items()):
                try:
                    act(port)
                except OSError as error:
                    self._broken.append(self._open.pop(name))
                    self._complain(name, error)

    def clear(self) -> None:
        """Close everything."""
        with self._lock:
            closing = [*self._open.values(), *self._broken]
            self._open, self._broken = {}, []
        for port in closing:
            port.close()

    def _is_good(self, name: str | None, present: Present, wanted: Sequence[str]) -> bool:
        """A tie that was seen and is seen no more is broken; one never seen gets the benefit."""
        if name is None:
            return present.api is not None
        broken = name in self._seen_tied and not self._is_tied(name, present)
        return name in wanted and not broken

    def _is_tied(self, name: str | None, present: Present) -> bool:
        return name is not None and present.is_tied(self._own, name)

    def _ensure(self, present: Present, name: str | None) -> None:
        """Open one port unless it is open; a failure is tried again at the next update."""
        if present.api is None or name in self._open:
            return
        try:
            port = self._tie(present.api, name)
        except OSError as error:
            self._complain(name, error)
            return
        with self._lock:
            self._open[name] = port
        self._complained.discard(name)

    def _complain(self, name: str | None, error: OSError) -> None:
        """Log a failure, once until it is mended."""
        if name not in self._complained:
            self._complained.add(name)
            _log.warning("MIDI port %s: %s", name or "of our own", error)
