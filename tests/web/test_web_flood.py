"""A page that says more than anybody can play."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from appliance.realtime.ration import MOST_AT_ONCE
from appliance.web.complaints import Complaints
from appliance.web.page import Page
from appliance.web.protocol import midi_text


class Talker:
    """A socket that says things, and is told nothing."""

    def __init__(self, *words: str) -> None:
        self.words = words

    async def __aiter__(self) -> AsyncIterator[str]:
        for each in self.words:
            yield each

    async def send(self, words: str) -> None:
        raise AssertionError("nothing was said to it")


def test_a_flood_from_a_page_is_cut_short_and_what_was_taken_of_it_ends() -> None:
    heard: list[bytes] = []
    events: list[Any] = []
    complaints = Complaints()
    ons = [midi_text(bytes([0x9F, pitch, 9])) for pitch in range(128)]
    knobs = [midi_text(bytes([0xB0, 7, 9]))] * 1000
    talker: Any = Talker(*ons, *knobs, '{"panel":"flip"}', midi_text(bytes([0x9F, 5, 0])))
    page = Page(
        "page 1",
        talker,
        lambda _, message, source: heard.append(message),
        lambda event, source: events.append(event),
        complaints,
        clock=lambda: 1000.0,
    )
    asyncio.run(page.run())
    assert complaints.count == len(ons) + len(knobs) + 1 - int(MOST_AT_ONCE)
    assert events == [], "its hands are as mad as its keys"
    assert len(heard) == MOST_AT_ONCE + 1 + 127 + 1
    assert heard[int(MOST_AT_ONCE)] == bytes([0x9F, 5, 0]), "an end is heard all the same"
    assert {message[0] for message in heard[int(MOST_AT_ONCE) + 1 : -1]} == {0x8F}
    assert heard[-1] == b""
