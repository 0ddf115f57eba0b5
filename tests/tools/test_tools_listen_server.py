from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.listen_house import BEGINS, listening
from tools.listen.preferences import FILE, Preference, read
from tools.listen.server import ListeningServer, parse_answer

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ListeningServer]:
    with listening(tmp_path, 2, answered=3) as server:
        yield server


def ask(
    house: ListeningServer, path: str, body: str | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", house.server_port, timeout=10)
    method = "GET" if body is None else "POST"
    connection.request(method, path, body, (JSON if body is not None else {}) | headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def question(house: ListeningServer) -> dict[str, Any]:
    return dict(json.loads(ask(house, "/question")[1]))


def answer(house: ListeningServer, token: str, chosen: str | None) -> tuple[int, bytes]:
    response, content = ask(house, "/answer", json.dumps({"question": token, "chosen": chosen}))
    return response.status, content


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/?again", "text/html; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/player.js", "text/javascript; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
def test_the_page_is_served_and_names_no_version(
    house: ListeningServer, path: str, media_type: str
) -> None:
    response, content = ask(house, path)
    assert (response.status, response.headers["Content-Type"]) == (200, media_type)
    assert not any(word in content.lower() for word in (b"human", b"lstm", b"dqn"))


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/page.html", "/server.py", "/../server.py", "/%2e%2e/server.py",
        "//etc/passwd", "/sound/", "/sound/../h0.wav", "/sound/h0.wav", "/answer",
    ],
)  # fmt: skip
def test_nothing_else_is_served(house: ListeningServer, path: str) -> None:
    assert ask(house, path)[0].status == 404


def test_a_question_says_all_but_who_plays(house: ListeningServer) -> None:
    asked = question(house)
    assert (asked["number"], asked["total"], asked["genre"]) == (4, 5, "Folk")
    assert asked["begins"] == BEGINS
    assert not any(name in json.dumps(asked) for name in ("human", "lstm", "folk/"))
    sounds = [ask(house, f"/sound/{asked['sounds'][side]}") for side in ("a", "b")]
    assert all(response.headers["Content-Type"] == "audio/wav" for response, _ in sounds)
    assert sounds[0][1] != sounds[1][1] and sounds[0][1].startswith(b"RIFF")
    assert question(house) == asked


def test_answers_are_kept_at_once_and_the_next_is_asked(
    house: ListeningServer, tmp_path: Path
) -> None:
    first = question(house)
    status, content = answer(house, first["question"], "a")
    second = json.loads(content)
    (kept,) = read(tmp_path / FILE)[0]
    assert (status, second["number"], kept.chosen) == (200, 5, kept.left)
    assert ask(house, f"/sound/{first['sounds']['a']}")[0].status == 404
    assert answer(house, first["question"], "b")[0] == 409
    status, content = answer(house, second["question"], None)
    over = json.loads(content)
    assert (over["question"], over["total"]) == (None, 5)
    assert answer(house, second["question"], "a")[0] == 409
    found = read(tmp_path / FILE)[0]
    assert [each.chosen for each in found] == [kept.left, None]
    assert {each.item for each in found} == {"folk/0", "folk/1"}
    assert all(isinstance(each, Preference) and each.seconds >= 0 for each in found)


def test_an_answer_that_cannot_be_kept_is_asked_again(
    house: ListeningServer, tmp_path: Path
) -> None:
    (tmp_path / FILE).mkdir()
    asked = question(house)
    status, content = answer(house, asked["question"], "a")
    assert status == 500 and b"could not be written down" in content
    (tmp_path / FILE).rmdir()
    assert question(house) == asked
    assert answer(house, asked["question"], "a")[0] == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{}", {}, 400),
        ("[" * 200, {}, 400),
        ("\udc80", {}, 400),
        ('{"question": "x", "chosen": "c"}', {}, 400),
        ('{"question": "x", "chosen": "a"}', {}, 409),
        ('{"question": "x", "chosen": "a"}', {"Content-Type": "text/plain"}, 415),
        ("x" * 257, {}, 413),
        ("x", {"Content-Length": "99999999999999"}, 413),
        ("x", {"Content-Length": "-1"}, 411),
    ],
)
def test_what_is_no_answer_is_refused(
    house: ListeningServer, body: str, headers: dict[str, str], status: int
) -> None:
    sent = body.encode("utf-8", "surrogateescape").decode("latin-1")
    assert ask(house, "/answer", sent, **headers)[0].status == status


@given(
    st.binary(max_size=60) | st.from_regex(r'\{"question": ".*", "chosen": .*\}').map(str.encode)
)
def test_any_body_is_an_answer_or_none(body: bytes) -> None:
    try:
        token, chosen = parse_answer(body)
    except ValueError:
        return
    assert isinstance(token, str) and chosen in ("a", "b", None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("body", [None, "{}"])
def test_only_requests_meant_for_this_page_come_in(
    house: ListeningServer, headers: dict[str, str], body: str | None
) -> None:
    own = {name: value.format(port=house.server_port) for name, value in headers.items()}
    path = "/" if body is None else "/answer"
    response, content = ask(house, path, body, **own)
    assert response.status == 403 and house.gate.url.encode() in content


@pytest.mark.parametrize("path", ["/", "/question", "/nothing"])
def test_every_reply_keeps_the_page_to_itself(house: ListeningServer, path: str) -> None:
    headers = ask(house, path)[0].headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    assert headers["Server"] is None


def test_it_listens_on_this_computer_alone(house: ListeningServer) -> None:
    assert house.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("rubbish", [b"", b"\x00\xff\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n"])
def test_rubbish_is_no_trouble(house: ListeningServer, rubbish: bytes) -> None:
    with socket.create_connection(("127.0.0.1", house.server_port), timeout=10) as line:
        line.sendall(rubbish)
        line.shutdown(socket.SHUT_WR)
        line.recv(4096)
    assert ask(house, "/")[0].status == 200
