"""The page's server: for this computer alone, a handful of paths, one small kind of answer.

GET   / and /page.js …     the page's own files
GET   /question            the current question, as JSON
GET   /sound/<token>       one of its two sounds
POST  /answer              {"question": token, "chosen": "a", "b" or null}: kept, then the next
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from websockets.datastructures import Headers

from appliance.web.gate import Gate
from tools.listen.files import JSON, SAFETY, TEXT, WAV, page_files
from tools.listen.interview import A, B, Interview

HOST = "127.0.0.1"
LONGEST_BODY = 256
PATIENCE_SECONDS = 10
SOUND = "/sound/"
_NOTHING = "There is nothing here."


class ListeningServer(ThreadingHTTPServer):
    """Asks the questions of an interview at `gate.url`; port 0 takes any free one."""

    def __init__(self, interview: Interview, port: int) -> None:
        """Take the port.

        Raises:
            OSError, OverflowError: if it cannot be had.
        """
        super().__init__((HOST, port), _Handler)
        self.interview, self.files = interview, page_files()
        self.gate = Gate(HOST, self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away in the midst of a sound."""


def parse_answer(body: bytes) -> tuple[str, str | None]:
    """The question's token and what was chosen.

    Raises:
        ValueError: if the body says anything else.
    """
    fields = json.loads(body)
    if not isinstance(fields, dict) or set(fields) != {"question", "chosen"}:
        raise ValueError("other fields than question and chosen")
    question, chosen = fields["question"], fields["chosen"]
    if not isinstance(question, str) or chosen not in (A, B, None):
        raise ValueError("no answer to a question")
    return question, chosen


class _Refused(Exception):
    """A request that gets nothing, and why."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    timeout = PATIENCE_SECONDS

    @property
    def _house(self) -> ListeningServer:
        return cast(ListeningServer, self.server)

    def do_GET(self) -> None:
        """Hand out a file, the question or a sound."""
        self._serve(self._get)

    def do_POST(self) -> None:
        """Take an answer."""
        self._serve(self._post)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request of the page's kind."""
        self._say(HTTPStatus(code), b"This is not understood here.\n", TEXT)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of every request."""

    def _serve(self, reply: Callable[[str], None]) -> None:
        try:
            if not self._house.gate.admits(Headers(self.headers.items())):
                raise _Refused(HTTPStatus.FORBIDDEN, f"This page is at {self._house.gate.url}")
            reply(self.path.partition("?")[0])
        except _Refused as refused:
            self._say(refused.status, f"{refused}\n".encode(), TEXT)

    def _get(self, path: str) -> None:
        if path == "/question":
            self._say_question()
        elif path in self._house.files:
            file = self._house.files[path]
            self._say(HTTPStatus.OK, file.body, file.media_type)
        else:
            self._say(HTTPStatus.OK, self._sound(path), WAV)

    def _sound(self, path: str) -> bytes:
        wav = self._house.interview.sound(path.removeprefix(SOUND))
        if wav is None or not path.startswith(SOUND) or not wav.is_file():
            raise _Refused(HTTPStatus.NOT_FOUND, _NOTHING)
        return wav.read_bytes()

    def _post(self, path: str) -> None:
        if path != "/answer":
            raise _Refused(HTTPStatus.NOT_FOUND, _NOTHING)
        try:
            question, chosen = parse_answer(self._body())
        except ValueError as error:
            raise _Refused(HTTPStatus.BAD_REQUEST, "This is no answer.") from error
        try:
            current = self._house.interview.answer(question, chosen)
        except OSError as error:
            sentence = f"Your answer could not be written down: {error.strerror}"
            raise _Refused(HTTPStatus.INTERNAL_SERVER_ERROR, sentence) from error
        if not current:
            raise _Refused(HTTPStatus.CONFLICT, "This question is answered already.")
        self._say_question()

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != JSON:
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "An answer is JSON.")
        if not (length.isascii() and length.isdecimal()):
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "How long is the answer?")
        if len(length) > len(str(LONGEST_BODY)) or int(length) > LONGEST_BODY:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "An answer is shorter.")
        return self.rfile.read(int(length))

    def _say_question(self) -> None:
        shown = json.dumps(self._house.interview.shown()).encode()
        self._say(HTTPStatus.OK, shown, JSON)

    def _say(self, status: HTTPStatus, body: bytes, media_type: str) -> None:
        self.send_response_only(status)
        for name, value in SAFETY.items():
            self.send_header(name, value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
