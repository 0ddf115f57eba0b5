"""The page's few files, as a program that speaks HTTP meets them."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from appliance.recording.shelf import Shelf
from tests.web.fake_box import FakeBox


def ask(box: FakeBox, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", box.port, timeout=10)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("path", "media_type", "beginning"),
    [
        ("/", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/?again", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/style.css", "text/css; charset=utf-8", b"/*"),
        ("/main.js", "text/javascript; charset=utf-8", b"//"),
        ("/icon.svg", "image/svg+xml", b"<svg"),
    ],
)
def test_the_page_and_its_files_are_served(
    box: FakeBox, path: str, media_type: str, beginning: bytes
) -> None:
    response, body = ask(box, path)
    assert (response.status, response.headers["Content-Type"]) == (200, media_type)
    assert body.startswith(beginning)


@pytest.mark.parametrize(
    "path", ["/nothing", "/index.html", "/../server.py", "/%2e%2e/server.py", "//etc/passwd", "/."]
)
def test_nothing_else_is_served(box: FakeBox, path: str) -> None:
    assert ask(box, path)[0].status == 404


@pytest.mark.parametrize("path", ["/", "/nothing", "/jams", "/socket"])
def test_every_answer_keeps_the_page_to_itself(box: FakeBox, path: str) -> None:
    headers = ask(box, path)[0].headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] is None


def test_a_page_under_a_foreign_name_is_refused(box: FakeBox) -> None:
    response, body = ask(box, "/", Host=f"evil.example:{box.port}")
    assert response.status == 403
    assert box.panel.url.encode() in body


def test_a_caller_that_knocks_and_says_nothing_is_no_trouble(
    box: FakeBox, caplog: pytest.LogCaptureFixture
) -> None:
    socket.create_connection(("127.0.0.1", box.port)).close()
    assert ask(box, "/")[0].status == 200
    assert caplog.records == []


def test_jams_are_listed_and_can_be_taken_home(box: FakeBox, tmp_path: Path) -> None:
    assert ask(box, "/jams")[1] == b"[]"
    shelf = Shelf(tmp_path / "jams", most=9)
    shelf.keep("jam-0001.mid", b"MThd")
    response, body = ask(box, "/jams")
    assert response.headers["Content-Type"] == "application/json"
    (jam,) = json.loads(body)
    assert (jam["name"], jam["size"]) == ("jam-0001.mid", 4)
    response, body = ask(box, "/jams/jam-0001.mid")
    assert (response.headers["Content-Type"], body) == ("audio/midi", b"MThd")
    assert response.headers["Content-Disposition"] == 'attachment; filename="jam-0001.mid"'


@pytest.mark.parametrize("path", ["/jams/", "/jams/jam-0002.mid", "/jams/../secret", "/jamsjam"])
def test_no_other_file_is_taken_for_a_jam(box: FakeBox, path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    assert ask(box, path)[0].status == 404
