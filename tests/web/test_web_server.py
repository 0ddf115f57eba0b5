"""The page's server, as a program that speaks WebSocket meets it."""

from __future__ import annotations

import json
import socket
import time

import pytest
from PIL import Image
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from appliance.realtime.devices import PanelEvent
from appliance.web.audience import MOST_PAGES
from appliance.web.frame import frame_of
from appliance.web.server import WebPanel
from tests.web.fake_box import FakeBox, until


def join(box: FakeBox, **options: object) -> ClientConnection:
    """A page's socket that has heard its name and the lamp's state."""
    page = connect(f"ws://127.0.0.1:{box.port}/socket", **options)  # type: ignore[arg-type]
    assert "page" in json.loads(page.recv(timeout=10))
    assert json.loads(page.recv(timeout=10)) == {"lamp": False}
    return page


def picture(x: int) -> Image.Image:
    drawn = Image.new("1", (128, 64))
    drawn.putpixel((x, 9), 1)
    return drawn


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_socket_from_a_foreign_site_is_refused(box: FakeBox, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        join(box, origin=origin)
    assert refusal.value.response.status_code == 403


def test_a_socket_from_the_page_itself_opens(box: FakeBox) -> None:
    with join(box, origin=box.panel.url.rstrip("/")):
        until(lambda: box.panel.connected == 1)


def test_what_a_page_plays_and_does_reaches_the_box(box: FakeBox) -> None:
    before = time.monotonic()
    with join(box) as page:
        page.send('{"midi": [144, 60, 100]}')
        page.send('{"panel": "flip"}')
        page.send('{"midi": [128, 60, 0]}')
        assert box.hear(3) == [b"\x90\x3c\x64", PanelEvent.FLIP, b"\x80\x3c\x00"]
    assert before <= box.times[0] <= box.times[1] <= time.monotonic()


def test_what_the_box_plays_and_shows_reaches_every_page(box: FakeBox) -> None:
    with join(box) as one, join(box) as other:
        until(lambda: box.panel.connected == 2)
        box.panel.send(b"\x91\x30\x50")
        box.panel.light(True)
        for page in (one, other):
            assert json.loads(page.recv(timeout=10)) == {"midi": [0x91, 0x30, 0x50]}
            assert json.loads(page.recv(timeout=10)) == {"lamp": True}
        box.panel.show(picture(7))
        for page in (one, other):
            assert page.recv(timeout=10) == frame_of(picture(7))


def test_only_what_changes_is_sent(box: FakeBox) -> None:
    with join(box) as page:
        for _ in range(3):
            box.panel.light(True)
        assert json.loads(page.recv(timeout=10)) == {"lamp": True}
        for _ in range(3):
            box.panel.show(picture(1))
        assert page.recv(timeout=10) == frame_of(picture(1))
        for _ in range(3):
            box.panel.show(picture(1))
        box.panel.send(b"\x90\x3c\x40")
        assert json.loads(page.recv(timeout=10)) == {"midi": [0x90, 0x3C, 0x40]}


def test_a_new_page_sees_what_is_shown_and_lit(box: FakeBox) -> None:
    box.panel.light(True)
    for x in (1, 2):
        box.panel.show(picture(x))
    with connect(f"ws://127.0.0.1:{box.port}/socket") as page:
        assert json.loads(page.recv(timeout=10)) == {"page": "page 1"}
        assert json.loads(page.recv(timeout=10)) == {"lamp": True}
        assert page.recv(timeout=10) == frame_of(picture(2))


def test_what_is_shown_before_the_start_is_seen_after_it() -> None:
    panel = WebPanel(lambda seconds, message, source: None, lambda event, source: None, port=0)
    panel.show(picture(3))
    panel.light(True)
    panel.start()
    with connect(panel.url.replace("http", "ws") + "socket") as page:
        assert json.loads(page.recv(timeout=10)) == {"page": "page 1"}
        assert json.loads(page.recv(timeout=10)) == {"lamp": True}
        assert page.recv(timeout=10) == frame_of(picture(3))
    panel.close()


def test_nonsense_is_ignored_and_the_page_stays(box: FakeBox) -> None:
    with join(box) as page:
        for nonsense in ("", "{", '{"midi": [240, 1, 2]}', '{"panel": "x"}', b"\x90\x3c\x40"):
            page.send(nonsense)
        page.send('{"panel": "push"}')
        assert box.hear() == [PanelEvent.PUSH]
        assert box.panel.ignored == 5


def test_a_message_too_long_closes_only_its_own_page(box: FakeBox) -> None:
    with join(box) as page, join(box) as other:
        page.send("x" * 5000)
        with pytest.raises(ConnectionClosed):
            page.recv(timeout=10)
        other.send('{"panel": "left"}')
        assert box.hear() == [PanelEvent.LEFT]


@pytest.mark.parametrize("politely", [True, False])
def test_a_page_that_goes_away_lets_go_of_its_notes(box: FakeBox, politely: bool) -> None:
    page = join(box)
    for message in ([144, 60, 100], [144, 64, 100], [128, 60, 0], [145, 67, 1]):
        page.send(json.dumps({"midi": message}))
    box.hear(4)
    if politely:
        page.close()
    else:
        page.socket.shutdown(socket.SHUT_RDWR)
    assert box.hear(2) == [b"\x80\x40\x00", b"\x81\x43\x00"]
    until(lambda: box.panel.connected == 0)
    assert box.heard_nothing_more()


def test_the_box_going_away_lets_go_of_the_pages_notes(box: FakeBox) -> None:
    with join(box) as page:
        page.send('{"midi": [144, 60, 100]}')
        box.hear()
        box.panel.close()
        assert box.hear() == [b"\x80\x3c\x00"]


def knock_and_never_read(box: FakeBox) -> socket.socket:
    """A socket that joins and then leaves all it is sent in its small buffer."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(("127.0.0.1", box.port))
    stalled.sendall(
        f"GET /socket HTTP/1.1\r\nHost: 127.0.0.1:{box.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    until(lambda: box.panel.connected == 1)
    return stalled


def test_a_page_that_does_not_read_is_dropped_and_holds_up_nobody(box: FakeBox) -> None:
    stalled = knock_and_never_read(box)
    with join(box) as page:
        until(lambda: box.panel.connected == 2)
        for turn in range(100_000):
            if box.panel.connected == 1:
                break
            box.panel.show(picture(turn % 128))
            box.panel.send(b"\x90\x3c\x40")
            assert {type(page.recv(timeout=10)) for _ in range(2)} == {bytes, str}
        assert box.panel.connected == 1
        page.send('{"panel": "right"}')
        assert box.hear() == [PanelEvent.RIGHT]
    stalled.close()


def test_a_stalled_page_does_not_hold_up_the_end(box: FakeBox) -> None:
    stalled = knock_and_never_read(box)
    for x in range(128):
        box.panel.show(picture(x))
    box.panel.close()
    until(lambda: box.panel.connected == 0)
    stalled.close()


def test_no_more_than_sixteen_pages_are_open(box: FakeBox) -> None:
    pages = [join(box) for _ in range(MOST_PAGES)]
    with connect(f"ws://127.0.0.1:{box.port}/socket") as one_more:
        with pytest.raises(ConnectionClosed) as end:
            one_more.recv(timeout=10)
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == 1013
    pages.pop().close()
    until(lambda: box.panel.connected == MOST_PAGES - 1)
    pages.append(join(box))
    for page in pages:
        page.close()


def test_a_port_that_is_taken_is_a_problem_not_an_error(box: FakeBox) -> None:
    second = FakeBox(port=box.port)
    assert second.panel.problem == f"Page not available: port {box.port} is taken"
    assert len(second.panel.problem) <= 40
    second.panel.send(b"\x90\x3c\x40")
    second.panel.light(True)
    second.panel.show(picture(0))
    second.panel.close()
    assert box.panel.problem is None


@pytest.mark.parametrize(("host", "port"), [("203.0.113.1", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_had_is_a_problem(host: str, port: int) -> None:
    panel = WebPanel(
        lambda seconds, message, source: None, lambda event, source: None, host=host, port=port
    )
    panel.start()
    assert panel.problem is not None
    assert len(panel.problem) <= 40
    panel.close()


def test_closing_twice_frees_the_port(box: FakeBox) -> None:
    port = box.port
    with join(box):
        box.panel.close()
    box.panel.close()
    box.panel.send(b"\x90\x3c\x40")
    again = FakeBox(port=port)
    assert again.panel.problem is None
    again.panel.close()


def test_ears_that_fail_close_the_page_and_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    def deaf(seconds: float, message: bytes, source: str) -> None:
        raise RuntimeError("deaf")

    panel = WebPanel(deaf, lambda event, source: None, port=0)
    panel.start()
    with connect(panel.url.replace("http", "ws") + "socket") as page:
        for _ in range(2):  # its name, the lamp
            page.recv(timeout=10)
        page.send('{"midi": [248]}')
        with pytest.raises(ConnectionClosed):
            page.recv(timeout=10)
    panel.close()
    assert "RuntimeError: deaf" in caplog.text
