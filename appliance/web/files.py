"""The page's few files, read once, and the HTTP answers that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from pathlib import PurePosixPath

from websockets.datastructures import Headers
from websockets.http11 import Response

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
DOOR = "/door.html"
FOR_STRANGERS = ("/door.css", "/door.js", "/style.css", "/icon.svg")
_PLAIN = "text/plain; charset=utf-8"
_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)


def safety(*besides: str) -> dict[str, str]:
    """Headers that keep a page to itself; `besides` are sources that its policy allows as well."""
    return {
        "Content-Security-Policy": "; ".join((*_POLICY, *besides)),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Connection": "close",
    }


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the page: its bytes and their media type."""

    body: bytes
    media_type: str


def static_files() -> dict[str, StaticFile]:
    """Every file of the page by the path it is asked for; the page itself is "/".

    DOOR is the page that strangers see in its place.
    """
    table = {
        f"/{entry.name}": StaticFile(entry.read_bytes(), _TYPES[PurePosixPath(entry.name).suffix])
        for entry in files("appliance.web").joinpath("static").iterdir()
        if PurePosixPath(entry.name).suffix in _TYPES
    }
    table["/"] = table.pop("/index.html")
    return table


def found(file: StaticFile) -> Response:
    """The answer that carries a file."""
    return _response(HTTPStatus.OK, file.body, file.media_type)


def refused(status: HTTPStatus, sentence: str) -> Response:
    """The answer to a request that gets nothing, with a sentence that says why."""
    return _response(status, f"{sentence}\n".encode(), _PLAIN)


def welcomed() -> Response:
    """The answer to somebody who is inside: nothing but that."""
    headers = Headers(safety())
    return Response(HTTPStatus.NO_CONTENT.value, HTTPStatus.NO_CONTENT.phrase, headers)


def sealed(connection: object, request: object, response: Response) -> None:
    """Have an answer of the library's own, such as to half a handshake, keep to itself as well."""
    if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
        return
    for name, value in safety().items():
        if name not in response.headers:
            response.headers[name] = value


def _response(status: HTTPStatus, body: bytes, media_type: str) -> Response:
    """An HTTP answer with the headers that keep the page to itself."""
    headers = Headers(safety())
    headers["Content-Type"] = media_type
    headers["Content-Length"] = str(len(body))
    return Response(status.value, status.phrase, headers, body)
