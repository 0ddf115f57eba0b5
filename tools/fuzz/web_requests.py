"""Requests to the page's server, right in some parts and wrong in others, and what each may get."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from hypothesis import strategies as st

from appliance.web.caller import LONGEST_REQUEST
from appliance.web.door import CODE_HEADER, ENTER
from appliance.web.files import DOOR, FOR_STRANGERS, static_files
from appliance.web.reception import SOCKET_PATH
from tools.fuzz.web_target import JAM, Target

FILES: Final = static_files()
PATHS: Final = (*FILES, ENTER, SOCKET_PATH, "/jams", f"/jams/{JAM[0]}")
ASTRAY: Final = (
    "/../secret", "/jams/../secret", "/jams/..%2fsecret", "/jams/%2e%2e/secret", "//secret", "/.",
    "/jams/", "/jams/jam-0001.mid/", "/jams/jam-0001.mid%00", "/jams/jam-0002.mid", "/index.html",
    "/static/main.js", "/\\..\\secret", "jams", "", "*", "http://127.0.0.1/jams", "/JAMS",
    "/jams#x", "/jams/jam-0001.mid\udcff", "/" + "a" * 9000,
)  # fmt: skip
PORT, CODE, COOKIE = "{port}", "{code}", "{cookie}"
HOSTS: Final = ("127.0.0.1:" + PORT, "localhost:" + PORT, "[::1]:" + PORT, "LocalHost:" + PORT)
FOREIGN: Final = (
    "evil.example:" + PORT, "evil.example", "127.0.0.1", "127.0.0.1:1", "",
    "127.0.0.1:" + PORT + "x", "evil@127.0.0.1:" + PORT, "127.0.0.1:" + PORT + "/",
    "127.0.0.1:" + PORT + "?", "127.0.0.1:" + PORT + "#", "127.0.0.1.evil.example:" + PORT,
    "[127.0.0.1]:" + PORT, "127.0.0.1:" + PORT + ", evil", "\udcff:" + PORT,
    "192.168.1.9:" + PORT, "2130706433:" + PORT,
)  # fmt: skip
COOKIES: Final = (COOKIE, "a=b; " + COOKIE, COOKIE + "x", "antiphon-{port}=", ";;=;", "x" * 5000)
CODES: Final = (CODE, "00000000", "", "0" * 5000, "\udcff" * 8, "{code}{code}", "-1")
TEXT: Final = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40)
NAMES: Final = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True)
UPGRADE: Final = (
    ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
)  # fmt: skip
VALUE: Final = re.compile("[\t -~\x80-\xff\udc80-\udcff]*")
LONGEST_LINE: Final = 8190  # of the library's reader
OTHER: Final = (
    ("Content-Length", "0"), ("Content-Length", "5"), ("Content-Length", "-1"),
    ("Content-Length", "x"), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"),
    ("Sec-WebSocket-Extensions", "permessage-deflate"), ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Host", "127.0.0.1"), ("Authorization", "Basic eDp4"), ("Range", "bytes=0-1"),
    ("If-None-Match", "*"), ("Connection", "keep-alive"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A request; {port}, {code} and {cookie} stand for the target's."""

    method: str
    path: str
    version: str
    headers: tuple[tuple[str, str], ...]
    tail: bytes
    cut: int | None

    def all_of(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def written(self, target: Target) -> bytes:
        """As it is sent."""
        return self._whole(target)[: self.cut]

    def _whole(self, target: Target) -> bytes:
        lines = [f"{self.method} {self.path} {self.version}"]
        lines += [f"{name}: {_filled(value, target)}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "surrogateescape") + self.tail

    def is_whole(self, target: Target) -> bool:
        """Whether nothing of it is wrong as HTTP, as far as the page's server speaks it."""
        lengths, written = self.all_of("Content-Length"), self._whole(target)
        lines = written[: len(written) - len(self.tail)].split(b"\r\n")
        return (
            (self.method, self.version) == ("GET", "HTTP/1.1")
            and (self.cut is None or self.cut >= len(written))
            and not self.all_of("Transfer-Encoding")
            and lengths in ([], ["0"])
            and " " not in self.path and "\n" not in self.path
            and all(VALUE.fullmatch(value) for _, value in self.headers)
            and len(written) <= LONGEST_REQUEST and max(map(len, lines)) < LONGEST_LINE
        )  # fmt: skip

    def is_meant(self) -> bool:
        """Whether it was meant for the page."""
        hosts, origins = self.all_of("Host"), self.all_of("Origin")
        return (
            len(hosts) == 1
            and hosts[0] in HOSTS
            and all(origin.lower() == f"http://{hosts[0]}".lower() for origin in origins)
        )

    def may_get(self, target: Target) -> set[int]:
        """The statuses that an answer may have."""
        if not self.is_meant():
            return {HTTPStatus.FORBIDDEN}
        path = self.path.partition("?")[0]
        if not target.guarded or any(COOKIE in each.split("; ") for each in self.all_of("Cookie")):
            return _inside(path)
        if path == ENTER:
            right = self.all_of(CODE_HEADER) == [CODE]
            return {HTTPStatus.FORBIDDEN, 429} | ({HTTPStatus.NO_CONTENT} if right else set())
        return {HTTPStatus.OK if path in ("/", *FOR_STRANGERS) else HTTPStatus.FORBIDDEN}


def _inside(path: str) -> set[int]:
    if path == SOCKET_PATH:
        return {101, 400, 426}
    if path == ENTER:
        return {HTTPStatus.NO_CONTENT}
    known = path in PATHS and path != DOOR
    return {HTTPStatus.OK if known else HTTPStatus.NOT_FOUND}


def _filled(value: str, target: Target) -> str:
    for sign, word in ((PORT, str(target.port)), (CODE, target.code), (COOKIE, target.cookie)):
        value = value.replace(sign, word)
    return value


def _headers() -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    host = st.sampled_from(HOSTS) | st.sampled_from(HOSTS) | st.sampled_from(FOREIGN) | TEXT
    origin = host.map("http://{}".format) | st.just("null") | TEXT
    one_host = st.tuples(st.just("Host"), host).map(lambda each: [each])
    some_host = one_host | st.lists(st.tuples(st.sampled_from(["Host", "hOST"]), host), max_size=3)
    others = st.lists(
        st.one_of(
            st.tuples(st.just("Origin"), origin),
            st.tuples(st.just("Cookie"), st.sampled_from(COOKIES) | TEXT),
            st.tuples(st.just(CODE_HEADER), st.sampled_from(CODES) | TEXT),
            st.sampled_from(OTHER),
            st.tuples(NAMES, TEXT),
        ),
        max_size=4,
    )
    upgrade = st.just(list(UPGRADE)) | st.lists(st.sampled_from(UPGRADE), max_size=5)
    parts = st.tuples(some_host, others, st.just([]) | upgrade)
    return parts.flatmap(lambda each: st.permutations([*each[0], *each[1], *each[2]])).map(tuple)


def requests() -> st.SearchStrategy[Asked]:
    """Requests of every kind."""
    mostly_get = st.just("GET") | st.sampled_from(
        ["GET", "POST", "HEAD", "OPTIONS", "get", "", "G\0"]
    )
    mostly_new = st.just("HTTP/1.1") | st.sampled_from(
        ["HTTP/1.1", "HTTP/1.0", "HTTP/2", "", "\x16\x03"]
    )
    paths = st.sampled_from(PATHS)
    path = paths | paths | st.sampled_from(ASTRAY) | paths.map("{}?x=/../secret".format) | TEXT
    tail = st.just(b"") | st.binary(max_size=200) | st.just(b"GET / HTTP/1.1\r\n\r\n")
    cut = st.none() | st.none() | st.none() | st.integers(0, 300)
    return st.builds(Asked, mostly_get, path, mostly_new, _headers(), tail, cut)
