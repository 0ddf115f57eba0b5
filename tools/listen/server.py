"""The page over HTTP, for this computer only: one question at a time, and nothing else.

No version's name leaves the server: a sound has a new random name in every question.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from websockets.datastructures import Headers

from appliance.web.files import static_files
from appliance.web.gate import Gate
from tools.listen.pairs import Pair, Preference, append

HOST = "127.0.0.1"
LONGEST_BODY = 500
JSON, WAV = "application/json", "audio/wav"
TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Listening:
    """The questions still open, and where the choices go; of use to several threads."""

    def __init__(self, left: Sequence[Pair], sounds: Path, path: Path, total: int) -> None:
        self._left, self._sounds, self._path, self._total = list(left), sounds, path, total
        self._lock = threading.Lock()
        self._ask()

    def question(self) -> dict[str, Any]:
        """What the page shows: the same until it is answered, whoever asks."""
        with self._lock:
            total, number = self._total, self._total - len(self._left) + 1
            if not self._left:
                return {"done": True, "total": total}
            opening = self._left[0].item.opening
            return {"number": number, "total": total, "opening": opening} | self._tokens

    def sound(self, token: str) -> bytes | None:
        """The WAV file of a side of the question; None if it has none of that name."""
        with self._lock:
            if not self._left or token not in (self._tokens["a"], self._tokens["b"]):
                return None
            pair = self._left[0]
            system = pair.left if token == self._tokens["a"] else pair.right
        return (self._sounds / pair.item.sounds[system]).read_bytes()

    def answer(self, question: object, choice: object) -> bool:
        """Keep "a", "b" or "none"; False if that is no answer to the question that is open."""
        with self._lock:
            if not self._left or question != self._tokens["question"]:
                return False
            pair = self._left[0]
            chosen = {"a": pair.left, "b": pair.right, "none": None}
            if not isinstance(choice, str) or choice not in chosen:
                return False
            seconds = round(time.monotonic() - self._asked, 1)
            names = (pair.item.id, pair.item.genre, pair.left, pair.right)
            append(self._path, Preference(*names, chosen[choice], seconds))
            self._left.pop(0)
            self._ask()
        return True

    def _ask(self) -> None:
        self._tokens = {name: secrets.token_urlsafe(16) for name in ("question", "a", "b")}
        self._asked = time.monotonic()


class Server(ThreadingHTTPServer):
    """Serves a listening test on the loopback address."""

    daemon_threads = True

    def __init__(self, listening: Listening, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.listening, self.gate = listening, Gate(HOST, self.server_port)
        here = Path(__file__).with_name
        page = {f"/page.{end}": (here(f"page.{end}").read_bytes(), TYPES[end]) for end in TYPES}
        page["/"] = page.pop("/page.html")
        icon = static_files()["/icon.svg"]
        self.files = page | {"/icon.svg": (icon.body, icon.media_type)}


def serve(listening: Listening, port: int) -> Server:
    """A server that listens already; port 0 takes any free one.

    Raises:
        OSError: if the port is taken.
    """
    return Server(listening, port)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "Antiphon", ""
    timeout = 20

    def do_GET(self) -> None:
        """The page, the question, or a sound of it."""
        if not self._admitted():
            return
        listening = self.server.listening
        if self.path in self.server.files:
            self._send(HTTPStatus.OK, *self.server.files[self.path])
        elif self.path == "/question":
            self._send(HTTPStatus.OK, json.dumps(listening.question()).encode(), JSON)
        elif (sound := listening.sound(self.path.removeprefix("/sound/"))) is not None:
            self._send(HTTPStatus.OK, sound, WAV)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """An answer; a late one, to a question that is no longer open, is not kept."""
        if not self._admitted():
            return
        length = self.headers.get("Content-Length", "")
        if self.path != "/answer":
            self._refuse(HTTPStatus.NOT_FOUND)
        elif self.headers.get("Content-Type") != JSON:
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        elif not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif len(length) > 9 or int(length) > LONGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._answer(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is for the person who listens."""

    def _answer(self, body: bytes) -> None:
        try:
            told = json.loads(body)
            question, chosen = told["question"], told["chosen"]
        except (ValueError, KeyError, TypeError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        kept = self.server.listening.answer(question, chosen)
        self._send(HTTPStatus.OK, b"{}", JSON) if kept else self._refuse(HTTPStatus.CONFLICT)

    def _admitted(self) -> bool:
        """Only requests that were meant for this very page; others are refused."""
        admitted = self.server.gate.admits(Headers(self.headers.items()))
        if not admitted:
            self._refuse(HTTPStatus.FORBIDDEN)
        return admitted

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status, f"{status.phrase}\n".encode(), "text/plain")

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") and "charset" not in kind else ""
        for name, value in (HEADERS | {"Content-Type": kind + charset}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
