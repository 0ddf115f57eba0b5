"""The small pure parts of the page's server."""

from __future__ import annotations

import asyncio
import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from websockets.datastructures import Headers

from appliance.web.bucket import Bucket
from appliance.web.complaints import Complaints
from appliance.web.frame import FRAME_BYTES, frame_of
from appliance.web.gate import Gate
from appliance.web.held import Held
from appliance.web.outbox import Outbox


@given(st.integers(0, 127), st.integers(0, 63))
def test_a_dot_is_one_bit_of_one_column(x: int, y: int) -> None:
    picture = Image.new("1", (128, 64))
    picture.putpixel((x, y), 1)
    frame = frame_of(picture)
    assert len(frame) == FRAME_BYTES
    assert frame[(y // 8) * 128 + x] == 1 << (y % 8)
    assert np.count_nonzero(np.frombuffer(frame, np.uint8)) == 1


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="128 by 64"):
        frame_of(Image.new("1", (64, 128)))


@pytest.mark.parametrize(
    ("host", "port", "authority", "origin", "admitted"),
    [
        ("127.0.0.1", 8765, "127.0.0.1:8765", None, True),
        ("127.0.0.1", 8765, "localhost:8765", None, True),
        ("127.0.0.1", 8765, "LOCALHOST:8765", None, True),
        ("127.0.0.1", 8765, "[::1]:8765", None, True),
        ("127.0.0.1", 8765, "localhost:8765", "http://localhost:8765", True),
        ("127.0.0.1", 8765, "localhost:8765", "http://127.0.0.1:8765", False),
        ("127.0.0.1", 8765, "localhost:8765", "https://localhost:8765", False),
        ("127.0.0.1", 8765, "localhost:8765", "http://evil.example", False),
        ("127.0.0.1", 8765, "localhost:8765", "null", False),
        ("127.0.0.1", 8765, "localhost:8766", None, False),
        ("127.0.0.1", 8765, "localhost", None, False),
        ("127.0.0.1", 80, "localhost", None, True),
        ("127.0.0.1", 8765, "evil.example:8765", None, False),
        ("127.0.0.1", 8765, "localhost:8765@evil.example", None, False),
        ("127.0.0.1", 8765, "evil.example@localhost:8765", None, False),
        ("127.0.0.1", 8765, "localhost:8765/evil", None, False),
        ("127.0.0.1", 8765, "localhost:eight", None, False),
        ("127.0.0.1", 8765, "192.168.1.9:8765", None, False),
        ("127.0.0.1", 8765, "", None, False),
        ("antiphon.local", 8765, "antiphon.local:8765", None, True),
        ("0.0.0.0", 8765, "192.168.1.9:8765", None, True),
        ("0.0.0.0", 8765, "evil.example:8765", None, False),
    ],
)
def test_only_requests_meant_for_this_page_come_in(
    host: str, port: int, authority: str, origin: str | None, admitted: bool
) -> None:
    headers = Headers({"Host": authority})
    if origin is not None:
        headers["Origin"] = origin
    assert Gate(host, port).admits(headers) is admitted


def test_a_request_without_or_with_two_hosts_is_refused() -> None:
    twice = Headers([("Host", "localhost:8765"), ("Host", "localhost:8765")])
    assert not Gate("127.0.0.1", 8765).admits(Headers())
    assert not Gate("127.0.0.1", 8765).admits(twice)


def test_names_of_its_own_are_known_where_it_listens_everywhere() -> None:
    names = frozenset(("antiphon", "antiphon.local"))
    asked = Headers({"Host": "Antiphon.local:8765"})
    assert Gate("0.0.0.0", 8765, names).admits(asked)
    assert not Gate("127.0.0.1", 8765, names).admits(asked)


@pytest.mark.parametrize(
    ("host", "for_others"),
    [
        ("127.0.0.1", False),
        ("127.0.0.2", False),
        ("localhost", False),
        ("::1", False),
        ("0.0.0.0", True),
        ("", True),
        ("::", True),
        ("192.168.1.9", True),
        ("antiphon.local", True),
        ("127.0.0.1.evil.example", True),
    ],
)
def test_whom_the_page_is_for(host: str, for_others: bool) -> None:
    assert Gate(host, 8765).is_for_others is for_others


def test_the_page_is_found_where_it_listens() -> None:
    assert Gate("::1", 8765).url == "http://[::1]:8765/"
    assert Gate("0.0.0.0", 8765).url == "http://127.0.0.1:8765/"


NOTES = st.tuples(st.integers(0, 15), st.integers(0, 127), st.integers(0, 127))


@given(st.lists(NOTES))
def test_what_is_held_is_let_go_of_once(notes: list[tuple[int, int, int]]) -> None:
    held, down = Held(), set()
    for channel, key, velocity in notes:
        held.follow(bytes((0x90 | channel, key, velocity)))
        (down.add if velocity else down.discard)((channel, key))
    assert held.let_go() == [bytes((0x80 | channel, key, 0)) for channel, key in sorted(down)]
    assert held.let_go() == []


def test_note_offs_and_all_notes_off_end_what_is_held() -> None:
    held = Held()
    for message in (b"\x90\x3c\x40", b"\x90\x3e\x40", b"\x91\x40\x40", b"\x80\x3c\x00"):
        held.follow(message)
    held.follow(bytes((0xB0, 123, 0)))
    assert held.let_go() == [b"\x81\x40\x00"]


def test_a_pedal_that_is_down_is_lifted() -> None:
    held = Held()
    held.follow(bytes((0xB2, 64, 127)))
    held.follow(bytes((0xB3, 64, 127)))
    held.follow(bytes((0xB3, 64, 0)))
    assert held.let_go() == [bytes((0xB2, 64, 0))]


def test_words_keep_their_order_and_only_the_newest_picture_is_sent() -> None:
    async def drain() -> list[str | bytes]:
        outbox = Outbox()
        outbox.show(b"old")
        outbox.say("one")
        outbox.say("two")
        outbox.show(b"new")
        taken = [await outbox.take() for _ in range(3)]
        waiting = asyncio.create_task(outbox.take())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.say("three")
        return [*taken, await waiting]

    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(drain()) == ["one", "two", b"new", "three"]
    loop.close()


def test_a_full_outbox_takes_no_more() -> None:
    outbox = Outbox(most_words=2)
    assert [outbox.say("x") for _ in range(3)] == [True, True, False]


def test_complaints_are_counted_all_and_logged_once_a_second(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seconds = iter([5.0, 5.5, 5.9, 6.0, 6.5])
    complaints = Complaints(clock=lambda: next(seconds))
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            complaints.add("nonsense")
    assert complaints.count == 5
    assert len(caplog.records) == 2


def test_a_bucket_gives_what_it_holds_and_fills_up_again() -> None:
    now = 10.0
    bucket = Bucket(3, 2.0, clock=lambda: now)
    assert [bucket.take() for _ in range(5)] == [0.0, 0.0, 0.0, 2.0, 2.0]
    now = 11.5
    assert bucket.take() == 0.5
    now = 12.0
    assert [bucket.take(), bucket.take()] == [0.0, 2.0]
    assert not bucket.full
    now = 18.0
    assert bucket.full
    now = 1e6
    assert [bucket.take() for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
