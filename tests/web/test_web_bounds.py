"""What the page's server takes from one who means it harm: no more than it can bear."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from appliance.realtime.devices import PanelEvent
from appliance.recording.shelf import Shelf
from appliance.web.caller import LONGEST_REQUEST, MOST_OF_ONE
from appliance.web.server import CLOSE_SECONDS
from tests.web.fake_box import FakeBox, until
from tests.web.test_web_server import join, knock_and_never_read

pytestmark = pytest.mark.timeout(60)
ASKING = "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n"


def caller(box: FakeBox) -> socket.socket:
    return socket.create_connection(("127.0.0.1", box.port), timeout=10)


def is_cut_off(one: socket.socket) -> bool:
    """True once the other end is gone; fails when it stays."""
    with suppress(ConnectionError):
        while one.recv(65_536):
            pass
    return True


def answers(box: FakeBox) -> bool:
    """Whether there is room for somebody who asks for the page."""
    with caller(box) as one, suppress(ConnectionError):
        one.sendall(ASKING.format("/", box.port).encode())
        return one.recv(12) == b"HTTP/1.1 200"
    return False


def frame(first: int, payload: bytes = b"") -> bytes:
    """A frame from a browser, short, under a mask of noughts."""
    assert len(payload) < 126
    return bytes((first, 0x80 | len(payload))) + bytes(4) + payload


def test_no_more_callers_than_can_be_borne(box: FakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.web.caller.REQUEST_SECONDS", 600.0)
    with ExitStack() as stack:
        callers = [stack.enter_context(caller(box)) for _ in range(MOST_OF_ONE + 20)]
        for one in callers[MOST_OF_ONE:]:
            assert is_cut_off(one)
        for one in callers[:9]:
            one.close()
        for one in callers[9:MOST_OF_ONE]:
            one.setblocking(False)
            with pytest.raises(BlockingIOError):
                one.recv(1)
    until(lambda: answers(box))


def test_a_caller_that_asks_nothing_is_cut_off(
    box: FakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.web.caller.REQUEST_SECONDS", 0.3)
    with caller(box) as silent, caller(box) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost:")
        assert is_cut_off(silent) and is_cut_off(slow)


@pytest.mark.parametrize(
    "much", [b"GET /" + b"x" * 65_536, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9999]
)
def test_a_request_of_no_end_is_cut_off(box: FakeBox, much: bytes) -> None:
    with caller(box) as one, suppress(ConnectionError):
        assert len(much) > LONGEST_REQUEST
        one.sendall(much)
        one.settimeout(2.0)
        assert one.recv(1) == b""


def test_a_message_in_pieces_of_which_there_is_no_end_closes_its_page(box: FakeBox) -> None:
    with knock_and_never_read(box) as page:
        page.settimeout(10)
        with suppress(ConnectionError):
            page.sendall(frame(0x01, b'{"panel"') + 100 * frame(0x00))
        until(lambda: box.panel.connected == 0)
        assert is_cut_off(page)


def test_a_page_that_asks_and_asks_and_does_not_read_is_dropped(box: FakeBox) -> None:
    with knock_and_never_read(box) as page:
        page.settimeout(10)
        with pytest.raises(ConnectionError):
            page.sendall(1_000_000 * frame(0x89, bytes(125)))
        until(lambda: box.panel.connected == 0)


def test_what_a_page_says_too_fast_waits_and_is_not_lost(box: FakeBox) -> None:
    with join(box) as page:
        for _ in range(600):
            page.send('{"panel": "left"}')
        assert box.hear(600) == [PanelEvent.LEFT] * 600


def test_all_pages_together_say_no_more_than_is_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.web.audience.MOST_AT_ONCE", 10)
    monkeypatch.setattr("appliance.web.audience.MESSAGE_SECONDS", 0.1)
    box = FakeBox()
    with join(box) as one, join(box) as other:
        for _ in range(10):
            for page in (one, other):
                page.send('{"midi": [176, 20, 1]}')
        box.hear(20)
        assert box.times[19] - box.times[0] > 0.9, "the second ten came one by one"
        assert len(set(box.sources)) == 2
    box.panel.close()


def test_a_jam_comes_whole_however_slowly_it_is_read(
    box: FakeBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.web.caller.REQUEST_SECONDS", CLOSE_SECONDS)
    content = bytes(range(256)) * 60_000
    Shelf(tmp_path / "jams", most=9).keep("jam-0001.mid", content)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        slow.settimeout(10)
        slow.connect(("127.0.0.1", box.port))
        slow.sendall(ASKING.format("/jams/jam-0001.mid", box.port).encode())
        came = b""
        while len(came) < 400:
            came += slow.recv(400)
        time.sleep(2 * CLOSE_SECONDS)
        while more := slow.recv(1 << 16):
            came += more
    assert came.endswith(content[-4096:]) and len(came) > len(content)
