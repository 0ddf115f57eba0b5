"""Threads that do not die: what their work raises is told, and the work is taken up again.

Every thread of the box keeps what it works on elsewhere (a queue, an agenda, a picture), so that
its work can be begun anew at any time; what it was about when it failed is lost, and nothing else.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

PAUSE = 0.1  # seconds before work that has failed is taken up again


class Tireless(threading.Thread):
    """A daemon that works until its work returns.

    Whatever else ends the work goes to `threading.excepthook`, as if the thread had died of it.
    """

    def __init__(self, work: Callable[[], object], name: str) -> None:
        """
        Args:
            work: returns when there is no more to do; may be called again when it raises.
            name: of the thread.
        """
        super().__init__(name=name, daemon=True)
        self._work = work

    def run(self) -> None:
        """Work, and again if need be."""
        pause = 0.0
        while True:
            try:
                time.sleep(pause)
                self._work()
                return
            except BaseException:
                pause = PAUSE
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self)))
