"""The listening test in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.tools.listen_house import listening
from tests.web.conftest import QUIET
from tools.listen.preferences import FILE, read


@pytest.fixture
def page() -> Iterator[Page]:
    """A page on which nothing may go wrong."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("no chromium: the page's tests need Debian's (apt-get install chromium)")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        page = browser.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []


def hear(page: Page, side: str) -> None:
    page.get_by_role("button", name=f"Play {side.upper()}", exact=True).click()
    expect(page.locator(f"#{side} .heard")).to_have_text("Heard", timeout=20_000)


def test_two_pairs_are_heard_and_judged(page: Page, tmp_path: Path) -> None:
    answers = page.locator("[data-chosen]")
    with listening(tmp_path, 2) as house:
        page.goto(house.gate.url)
        expect(page.locator("#count")).to_have_text("1 of 2 · Folk")
        page.keyboard.press("1")
        hear(page, "a")
        assert [button.is_disabled() for button in answers.all()] == [True] * 3
        hear(page, "b")
        expect(page.get_by_role("button", name="A is better")).to_be_enabled()
        page.get_by_role("button", name="B is better").click()
        expect(page.locator("#count")).to_have_text("2 of 2 · Folk")
        expect(page.get_by_role("button", name="A is better")).to_be_disabled()
        expect(page.locator("#b .heard")).to_have_text("Not heard yet")  # its sounds have come
        page.keyboard.press("b")
        expect(page.locator("#b")).to_have_attribute("data-playing", "")
        page.keyboard.press("a")
        expect(page.locator("#a")).to_have_attribute("data-playing", "")
        expect(page.locator("#b")).not_to_have_attribute("data-playing", "")
        hear(page, "b")
        page.locator("#a .skip").click()
        expect(page.locator("#a .heard")).to_have_text("Heard", timeout=20_000)
        page.keyboard.press("0")
        expect(page.locator("#end")).to_be_visible()
        expect(page.locator("#test")).to_be_hidden()
    first, second = read(tmp_path / FILE)[0]
    assert first.chosen == first.right
    assert second.chosen is None
    assert {first.item, second.item} == {"folk/0", "folk/1"}
