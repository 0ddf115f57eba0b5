"""The hands' ear: a line of JSON with a deed comes in, a line with what came of it goes out.

What is there at power-on stands on the kernel's command line, as `hands=` and JSON.
"""

from __future__ import annotations

import json
import os
import socket
import tty
from pathlib import Path
from typing import Any

from tools.virtual.hands.deeds import Deeds

_LINE = "/dev/ttyS0"
_ASKED = "hands="


def main() -> None:
    """Arrange what is there at power-on, say so, and do what is asked."""
    deeds = Deeds()
    deeds.arrange(**_at_power_on())
    _ready()
    descriptor = os.open(_LINE, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(descriptor)
    with open(descriptor, "r+b", buffering=0) as line:
        _write(line, {"result": "hands"})
        waiting = b""
        while True:
            waiting += line.read(4096) or b""
            *requests, waiting = waiting.split(b"\n")
            for request in requests:
                _write(line, _answer(deeds, request))


def _answer(deeds: Deeds, request: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(request)
        return {"result": getattr(deeds, asked["deed"])(**asked.get("with", {}))}
    except Exception as error:  # whatever went wrong, whoever asked is told
        return {"error": f"{type(error).__name__}: {error}"}


def _write(line: Any, answer: dict[str, Any]) -> None:
    rest = json.dumps(answer).encode() + b"\n"
    while rest:
        rest = rest[line.write(rest) :]


def _at_power_on() -> dict[str, Any]:
    words = Path("/proc/cmdline").read_text().split()
    asked = [word.removeprefix(_ASKED) for word in words if word.startswith(_ASKED)]
    there: dict[str, Any] = {"plugged": [], "display": True, "closed": []}
    return there | (json.loads(asked[-1]) if asked else {})


def _ready() -> None:
    """Tell systemd."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.connect("\0" + address[1:] if address[0] == "@" else address)
            notify.send(b"READY=1")


if __name__ == "__main__":
    main()
