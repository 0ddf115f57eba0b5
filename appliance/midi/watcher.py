"""Notices ports that come and go, for inputs and outputs alike: one thread, one probe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

from appliance.midi.api import Api, alsa_answers, choose_api, jack_answers
from appliance.midi.present import Present
from appliance.midi.probe import Probe
from appliance.midi.routing import is_own
from appliance.realtime.tireless import Tireless

_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Somebody who wants to know which ports there are."""

    def look(self, present: Present) -> None:
        """Called twice a second, on the watcher's thread, and once at the beginning."""

    def leave(self) -> None:
        """Called once in the end, while the watcher still has its own ties."""


class PortWatcher:
    """Looks at the ports every `interval` seconds while anybody listens."""

    def __init__(
        self,
        interval: float = 0.5,
        choose: Callable[[], Api | None] = choose_api,
        whose: Callable[[str], bool] = is_own,
    ) -> None:
        """Set the watch up without starting it.

        Args:
            interval: seconds between looks.
            choose: picks the MIDI system.
            whose: tells from a port's full name whether its ties are looked at; our own are.
        """
        self._interval = interval
        self._choose = choose
        self._whose = whose
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._probe: Probe | None = None
        self._api: Api | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen = Present()
        self._has_lost_jack = False
        self._trouble = ""

    @property
    def api(self) -> Api | None:
        """The MIDI system in use; None if there is none, or nobody listens."""
        return self._api

    def add(self, listener: Listener) -> None:
        """Let somebody look at once, and from now on."""
        with self._lock:
            if self._thread is None:
                self._begin()
            self._listeners.append(listener)
            self._show(listener, self._present())

    def remove(self, listener: Listener) -> None:
        """Let somebody look no more, and leave; with the last one the watch ends."""
        with self._lock:
            if listener not in self._listeners:
                return
            self._listeners.remove(listener)
            listener.leave()
            ended = None if self._listeners else self._end()
        if ended is not None:
            ended.join()

    def _begin(self) -> None:
        self._connect(self._choose())
        self._stop = threading.Event()
        self._thread = Tireless(partial(self._watch, self._stop), "midi-watch")
        self._thread.start()

    def _end(self) -> threading.Thread | None:
        self._stop.set()
        ended, self._thread = self._thread, None
        if self._probe is not None:
            self._probe.close()
        self._probe, self._api, self._seen = None, None, Present()
        return ended

    def _watch(self, stop: threading.Event) -> None:
        while not stop.wait(self._interval):
            with self._lock:
                if not stop.is_set():
                    self._look_surely()

    def _look_surely(self) -> None:
        """Whatever fails in a look, the next one is taken."""
        try:
            self._look()
        except Exception as error:
            self._report(error)

    def _look(self) -> None:
        if self._api is None:
            self._seek()
        present = self._present()
        for listener in self._listeners:
            self._show(listener, present)

    def _seek(self) -> None:
        """Take a MIDI system that comes late, or comes back; JACK is no use to ask elsewhere."""
        if alsa_answers():
            self._connect(Api.ALSA)
        elif self._has_lost_jack and jack_answers():
            self._connect(Api.JACK)

    def _lose(self, probe: Probe) -> None:
        """Let everybody close everything that hung on a JACK server which has ended.

        Opening anything before would be the end of this process: the JACK library then frees all
        clients of the dead server, those in use too. So it still is where the server ends in the
        very moment in which a port is being opened, between `has_ended` and that: no lock helps,
        as the library takes note of the end, on any client's thread, before it tells anybody.
        """
        _log.warning("MIDI ports: the JACK server has ended")
        self._probe, self._api, self._seen = None, None, Present()
        for listener in self._listeners:
            self._show(listener, self._seen)
        probe.close()
        self._has_lost_jack = True

    def _connect(self, api: Api | None) -> None:
        try:
            self._probe = Probe(api, self._whose) if api else None
            self._api = api
        except OSError as error:
            self._report(error)

    def _present(self) -> Present:
        """What is to be seen now; what was seen last, if a port vanished while it was counted."""
        if self._probe is not None and self._probe.has_ended:
            self._lose(self._probe)
        try:
            self._seen = self._see()
        except OSError as error:
            self._report(error)
        return self._seen

    def _see(self) -> Present:
        if self._probe is None:
            return Present()
        probe = self._probe
        return Present(self._api, probe.sources(), probe.sinks(), probe.ties())

    def _show(self, listener: Listener, present: Present) -> None:
        try:
            listener.look(present)
        except Exception as error:
            self._report(error)

    def _report(self, error: Exception) -> None:
        """Log trouble, but not twice a second: the watch must go on."""
        if repr(error) != self._trouble:
            self._trouble = repr(error)
            _log.warning("MIDI ports: %s", error, exc_info=error)
