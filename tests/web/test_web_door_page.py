"""The door of the page in a real browser: typed in by phone or keyboard, read aloud, and gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.realtime.devices import PanelEvent
from appliance.web.tries import OF_ONE
from tests.web.fake_box import FakeBox
from tests.web.test_web_page import contrast, dots_of, drawing, shows

Knock = Callable[..., Page]
EXPECTED = ("403", "429", "ERR_CONNECTION_REFUSED")
CODE = "Which code does the box’s display show?"


@pytest.fixture
def knock(browser: Browser, guarded: FakeBox) -> Iterator[Knock]:
    """Opens the page of a box that asks for a code; nothing else may go wrong on it."""
    complaints: list[str] = []
    contexts = []

    def knock_once(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda line: complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(guarded.panel.url)
        expect(page.get_by_label(CODE)).to_be_focused()
        return page

    yield knock_once
    for context in contexts:
        context.close()
    guarded.panel.close()
    assert [line for line in complaints if not any(each in line for each in EXPECTED)] == []


def test_a_stranger_types_the_code_and_is_inside(guarded: FakeBox, knock: Knock) -> None:
    guarded.panel.show(drawing())
    page = knock()
    assert guarded.panel.news == f"Code for the page: {guarded.code}"
    page.keyboard.type(guarded.code)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Connected to the box")
    shows(page, dots_of(drawing()))
    page.keyboard.press("Space")
    assert guarded.hear() == [PanelEvent.FLIP]
    page.reload()
    expect(page.locator("#status")).to_have_text("Connected to the box")


def test_a_phone_has_digits_to_type_and_a_button_to_touch(guarded: FakeBox, knock: Knock) -> None:
    page = knock(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    code, button = page.get_by_label(CODE), page.get_by_role("button", name="Let me in")
    expect(code).to_have_attribute("inputmode", "numeric")
    for each in (code, button):
        spot = each.bounding_box()
        assert spot is not None and spot["height"] >= 44
    code.fill(guarded.code)
    button.tap()
    expect(page.locator("#status")).to_have_text("Connected to the box")


def test_what_is_wrong_is_said_aloud_and_the_next_try_begins_clean(
    guarded: FakeBox, knock: Knock
) -> None:
    page = knock()
    code, trouble = page.get_by_label(CODE), page.get_by_role("alert")
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    expect(trouble).to_have_text("The code has eight digits.")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_be_focused()
    page.keyboard.type("4")
    expect(trouble).to_have_text("")
    for _ in range(OF_ONE[0]):
        code.fill("0000 0000" if guarded.code != "0000 0000" else "1111 1111")
        page.keyboard.press("Enter")
        expect(trouble).to_have_text("That is not the code.")
        code.fill("")
    code.fill(guarded.code)
    page.keyboard.press("Enter")
    expect(trouble).to_contain_text("Too many wrong codes: try again in")
    guarded.panel.close()
    page.keyboard.press("Enter")
    expect(trouble).to_contain_text("The box does not answer.")


def test_a_guest_is_asked_anew_by_a_box_that_has_started_anew(
    guarded: FakeBox, knock: Knock
) -> None:
    page = knock()
    page.keyboard.type(guarded.code)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Connected to the box")
    guarded.panel.close()
    again = FakeBox(port=guarded.port, asks=True)
    expect(page.get_by_label(CODE)).to_be_focused()
    page.keyboard.type(again.code)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Connected to the box")
    page.close()
    again.panel.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_door_is_readable_and_fits(knock: Knock, width: int, scheme: str) -> None:
    page = knock(viewport={"width": width, "height": 640}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    bottom = "document.getElementById('enter').getBoundingClientRect().bottom"
    assert page.evaluate(bottom) <= 640
    for one, other in (("--ink", "--paper-glow"), ("--bad", "--paper-glow"), ("--bad", "--paper")):
        assert contrast(page, one, other) >= 4.5
