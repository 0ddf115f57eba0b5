"""What a request gets: a file, a jam, a WebSocket, the door, or nothing."""

from __future__ import annotations

from http import HTTPStatus

from websockets.http11 import Request, Response

from appliance.web.door import ENTER, Door
from appliance.web.files import DOOR, FOR_STRANGERS, found, refused, static_files, welcomed
from appliance.web.gate import Gate
from appliance.web.jams import Jams

SOCKET_PATH = "/socket"


class Reception:
    """Answers requests; used from the event loop's thread alone."""

    def __init__(self, gate: Gate, jams: Jams, door: Door | None) -> None:
        """
        Args:
            gate: turns away what was meant for somebody else.
            jams: that are handed out.
            door: turns away who has not entered; None: who gets here is inside.
        """
        self._gate, self._jams, self._door = gate, jams, door
        self._files = static_files()
        self._for_strangers = {path: self._files[path] for path in FOR_STRANGERS}
        self._for_strangers["/"] = self._files.pop(DOOR)

    def answer(self, request: Request, address: str) -> Response | None:
        """The answer to somebody at an address; None opens a WebSocket."""
        if not self._gate.admits(request.headers):
            return refused(HTTPStatus.FORBIDDEN, f"This page is at {self._gate.url}")
        path = request.path.partition("?")[0]
        if self._door is not None and not self._door.knows(request.headers):
            return self._outside(self._door, path, request, address)
        return None if path == SOCKET_PATH else self._inside(path)

    def _outside(self, door: Door, path: str, request: Request, address: str) -> Response:
        if path == ENTER:
            return door.enter(request.headers, address)
        if path not in self._for_strangers:
            return refused(HTTPStatus.FORBIDDEN, "The page asks for a code first.")
        if path == "/":
            door.stranger()
        return found(self._for_strangers[path])

    def _inside(self, path: str) -> Response:
        if path == ENTER:
            return welcomed()
        if path in self._files:
            return found(self._files[path])
        jam = self._jams.found(path)
        return jam or refused(HTTPStatus.NOT_FOUND, "There is nothing here.")
