"""Outside a service: a box that crashes or is killed falls silent and is started anew.

A process that loads nothing and waits for the box. Where it is killed itself, the box ends in good
order (the kernel tells it); it takes both at once to leave a note sounding.

    antiphon run --revive ── starts ──► antiphon run
             ▲                               │ ends by accident
             └── starts anew ◄── hush ◄──────┘
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from appliance.service.afterlife import DESCRIPTOR, memory

TO_BE_TOLD_OF_THE_PARENTS_DEATH = 1  # a number of prctl(2)'s
ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CRASHED = 1  # exit code of a box that found itself unable to go on
HOPELESS = 3  # times in a row that it lived for less than SHORT seconds
SHORT = 5.0
HUSHED_SECONDS = 5  # by then, or never

log = logging.getLogger(__name__)


class Reviver:
    """Starts a command again and again, until it ends of its own accord or somebody asks for it."""

    def __init__(self, command: Sequence[str], hush: Callable[[], object]) -> None:
        """
        Args:
            command: starts the box.
            hush: silences the synths when it has been killed.
        """
        self._command, self._hush = tuple(command), hush
        self._box: subprocess.Popen[bytes] | None = None
        self._asked = False
        self._kept = 0
        with suppress(OSError):
            self._kept = memory()

    def run(self) -> int:
        """Returns the box's last exit code, as a shell gives it."""
        for number in ASKED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._ask)
        in_vain = 0
        while True:
            begun = time.monotonic()
            code = self._live()
            if code < 0 and not (self._asked and -code in ASKED):
                self._hush()
            if self._asked or code not in (CRASHED, *range(-64, 0)):
                return code if code >= 0 else 128 - code
            in_vain = in_vain + 1 if time.monotonic() - begun < SHORT else 0
            if in_vain >= HOPELESS:
                log.error("the box ends as soon as it has been started: giving up")
                return code if code >= 0 else 128 - code
            log.error("the box was ended by %s: it is started anew", _cause(code))

    def _live(self) -> int:
        """A life of the box: its exit code, below 0 the signal that ended it."""
        self._box = subprocess.Popen(
            self._command,
            preexec_fn=_die_with_the_parent,
            env={**os.environ, **({DESCRIPTOR: str(self._kept)} if self._kept else {})},
            pass_fds=(self._kept,) if self._kept else (),
        )
        if self._asked:
            self._pass_on(signal.SIGTERM)
        return self._box.wait()

    def _ask(self, number: int, _: object) -> None:
        """Somebody wants it to end: the box does so in good order."""
        self._asked = True
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._box is not None:
            with suppress(ProcessLookupError):
                self._box.send_signal(number)


def hush_by(command: Sequence[str]) -> Callable[[], object]:
    """Silence by a command, which nobody waits for: the box is started beside it."""
    left_alone = ("sh", "-c", '"$@" &', "sh", "timeout", str(HUSHED_SECONDS), *command)
    return partial(subprocess.run, left_alone, check=False)


def _die_with_the_parent() -> None:
    ctypes.CDLL(None).prctl(TO_BE_TOLD_OF_THE_PARENTS_DEATH, signal.SIGTERM)


def _cause(code: int) -> str:
    if code >= 0:
        return "an error"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"  # one for real time has no name
