"""A box for every test, and a real browser for the tests that look at the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from appliance.recording.shelf import Shelf
from tests.web.fake_box import FakeBox

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Page]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[FakeBox]:
    box = FakeBox(shelf=Shelf(tmp_path / "jams", most=9))
    yield box
    box.panel.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[FakeBox]:
    """A box whose page asks for a code, as if it listened to a network."""
    box = FakeBox(shelf=Shelf(tmp_path / "jams", most=9), asks=True)
    yield box
    box.panel.close()


# One browser a module: while it is open, no test can run an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("no chromium: the page's tests need Debian's (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, box: FakeBox) -> Iterator[OpenPage]:
    """Opens the box's page; at the end, nothing may have gone wrong on any of them."""
    complaints: list[str] = []
    contexts = []

    def open_one(script: str = "", **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(box.panel.url)
        page.wait_for_selector('#status[data-state="open"]')
        return page

    yield open_one
    for context in contexts:
        context.close()
    box.panel.close()
    assert [line for line in complaints if "ERR_CONNECTION_REFUSED" not in line] == []
