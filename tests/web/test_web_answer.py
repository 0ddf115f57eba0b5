"""What the box plays, as it shows on the page's piano in a real browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import OpenPage
from tests.web.fake_box import FakeBox


def key(page: Page, pitch: int) -> Locator:
    return page.locator(f'.key[data-pitch="{pitch}"]')


def on(pitch: int, velocity: int = 90) -> bytes:
    return bytes((0x90, pitch, velocity))


def off(pitch: int) -> bytes:
    return bytes((0x80, pitch, 0))


def test_what_the_box_plays_is_seen_beside_what_the_player_does(
    box: FakeBox, open_page: OpenPage
) -> None:
    page = open_page()
    page.keyboard.down("KeyA")
    for message in (on(60), on(67), bytes((0x91, 67, 50)), bytes((0x99, 76, 90))):
        box.panel.send(message)
    expect(page.locator(".key[data-box]")).to_have_count(2)
    expect(page.locator(".key[data-box][data-player]")).to_have_attribute("data-pitch", "60")
    box.panel.send(off(67))
    box.panel.send(bytes((0x90, 60, 0)))
    expect(page.locator(".key[data-box]")).to_have_count(1)
    expect(key(page, 67)).to_have_attribute("data-box", "")
    box.panel.send(bytes((0xB0, 123, 0)))
    expect(page.locator(".key[data-box]")).to_have_count(0)
    expect(key(page, 60)).to_have_attribute("data-player", "")


def test_the_two_players_differ_by_more_than_colour(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.down("KeyA")
    box.panel.send(on(62))
    look = "key => { const s = getComputedStyle(key); return [s.backgroundImage, s.boxShadow]; }"
    expect(key(page, 62)).to_have_attribute("data-box", "")
    (mine, _), (its, frame) = key(page, 60).evaluate(look), key(page, 62).evaluate(look)
    assert mine.startswith("linear")
    assert its.startswith("repeating-linear")
    assert "0px 0px 0px 3px inset" in frame


def test_notes_beyond_the_keys_are_pointed_at(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    piano = page.locator("#piano")
    box.panel.send(on(30))
    expect(piano).to_have_attribute("data-below", "")
    box.panel.send(on(100))
    expect(piano).to_have_attribute("data-above", "")
    box.panel.send(off(30))
    expect(piano).not_to_have_attribute("data-below", "")


def test_the_boxs_notes_end_when_it_goes_away(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    box.panel.send(on(64))
    expect(page.locator(".key[data-box]")).to_have_count(1)
    box.panel.close()
    expect(page.locator(".key[data-box]")).to_have_count(0)
