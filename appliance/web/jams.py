"""What is asked of the jams that are kept: `/jams` lists them, `/jams/<name>` is one."""

from __future__ import annotations

import json
from dataclasses import asdict

from websockets.http11 import Response

from appliance.recording.shelf import Shelf
from appliance.web.files import StaticFile, found

LIST_PATH = "/jams"


class Jams:
    """The answers about a shelf; without one there are no jams."""

    def __init__(self, shelf: Shelf | None) -> None:
        self._shelf = shelf

    def found(self, path: str) -> Response | None:
        """The answer for a path of the jams that there is; None for any other."""
        if self._shelf is None:
            return None
        if path == LIST_PATH:
            body = json.dumps([asdict(take) for take in self._shelf.takes()]).encode()
            return found(StaticFile(body, "application/json"))
        name = path.removeprefix(f"{LIST_PATH}/")
        content = self._shelf.read(name) if name != path else None
        if content is None:
            return None
        response = found(StaticFile(content, "audio/midi"))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
