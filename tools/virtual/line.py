"""The serial line to the hands in the guest: a deed is asked for, and what came of it told."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

PATIENCE = 30.0
LONGEST = 2000  # bytes: a line that is throttled for what waits in it hears nothing ever after


class Refused(Exception):
    """The hands could not do it."""


class Line:
    """Lines of JSON; for one thread."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._heard = line, b""

    def greeting(self, patience: float) -> None:
        """Wait for the hands; raises a TimeoutError, or an EOFError if the guest ends before."""
        self._answer(patience)

    def ask(self, deed: str, patience: float = PATIENCE, /, **arguments: Any) -> Any:
        """Have a deed done; what came of it.

        Raises:
            Refused: if it could not be done.
            TimeoutError: if nothing is heard for so many seconds.
            EOFError: if the guest has ended.
            ValueError: if that is too much at once.
        """
        request = json.dumps({"deed": deed, "with": arguments}).encode() + b"\n"
        if len(request) > LONGEST:
            raise ValueError(f"{len(request)} bytes are too much at once: at most {LONGEST}")
        self._line.sendall(request)
        answer = self._answer(patience)
        if "error" in answer:
            raise Refused(f"{deed}: {answer['error']}")
        return answer["result"]

    def _answer(self, patience: float) -> dict[str, Any]:
        deadline = time.monotonic() + patience
        while b"\n" not in self._heard:
            self._line.settimeout(max(deadline - time.monotonic(), 0.001))
            heard = self._line.recv(1 << 16)
            if not heard:
                raise EOFError("the virtual machine has ended")
            self._heard += heard
        line, self._heard = self._heard.split(b"\n", 1)
        answer: dict[str, Any] = json.loads(line)
        return answer
