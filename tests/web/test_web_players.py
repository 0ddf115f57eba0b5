"""Several players on the page, and several pages, in a real browser."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from appliance.jam.controls import Controls
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.music.genres import genre_keyed
from appliance.panel.remote import players_told
from appliance.realtime.devices import Sit
from tests.web.conftest import OpenPage
from tests.web.fake_box import FakeBox


def test_players_are_shown_where_there_are_several_and_a_press_takes_a_place(
    box: FakeBox, open_page: OpenPage
) -> None:
    page = open_page()
    strip = page.get_by_role("list", name="Players")
    box.panel.tell("players", players_told([View()], 0, [[]]))
    expect(strip).to_be_hidden()
    jazz = View(Controls(genre=genre_keyed("jazz")), phase=Phase.RESPOND, waiting=False)
    box.panel.tell("players", players_told([View(), jazz], 0, [["page 1"], []]))
    expect(strip.get_by_role("button")).to_have_count(2)
    second = strip.get_by_role("button", name="Player 2: My turn. Jazz, Call & answer")
    expect(second).to_have_attribute("aria-pressed", "false")
    expect(strip.get_by_role("button", name="Player 1")).to_contain_text("this piano · the panel")
    second.click()
    assert box.hear() == [Sit(1)]
    box.panel.tell("players", players_told([View(), jazz], 1, [[], ["page 1"]]))
    second = strip.get_by_role("button", name="Player 2")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_contain_text("this piano")
    expect(strip.get_by_role("button", name="Player 1")).not_to_contain_text("this piano")
    box.panel.tell("players", players_told([View()], 0, [[]]))
    expect(strip).to_be_hidden()


def test_each_page_is_a_source_of_its_own_until_it_is_closed(
    box: FakeBox, open_page: OpenPage
) -> None:
    first, second = open_page(), open_page()
    for page in (first, second, first):
        page.keyboard.press(" ")
        box.hear()
    assert box.sources[0] == box.sources[2] != box.sources[1]
    second.close()
    until = time.monotonic() + 10
    while not box.gone and time.monotonic() < until:
        time.sleep(0.02)
    assert box.gone == [box.sources[1]]
