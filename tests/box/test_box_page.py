"""The whole box in a real browser: play, flip the switch, read the OLED, be answered."""

import shutil
import socket
import time

import pytest
from playwright.sync_api import sync_playwright

from tests.box.running import running_box, until
from tests.web.conftest import QUIET

SETTINGS = "[jam]\nreplay = false\nsilence = 0\nseed = 3\n"
# The card on the OLED's top that says whose turn it is: lit while it is the player's.
LIT_IN_CARD = """canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, 128, 15).data;
    let lit = 0;
    for (let i = 0; i < pixels.length; i += 4)
        if (pixels[i] + pixels[i + 1] + pixels[i + 2] > 300) lit++;
    return lit / (pixels.length / 4);
}"""


# An answer may be over before anybody looks, on a busy machine.
WATCH_FOR_ANSWER = """() => {
    const look = () => { window.answered ||= document.querySelector("[data-box]") !== null; };
    new MutationObserver(look).observe(document.body, { subtree: true, attributes: true });
}"""


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def open_page(browser, address):
    page = browser.new_page()
    page.set_default_timeout(20_000)
    complaints = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_selector('#status[data-state="open"]')
    return page, complaints


def lit_in_card(page):
    return page.locator("#oled").evaluate(LIT_IN_CARD)


def play(page, keys):
    for key in keys:
        page.keyboard.down(key)
        time.sleep(0.2)
        page.keyboard.up(key)
        time.sleep(0.05)


def test_a_call_on_the_page_is_answered_there(browser, tmp_path):
    port = free_port()
    with running_box("--port", str(port), settings=SETTINGS, folder=tmp_path) as box:
        address = box.wait_for(r"(http://127\.0\.0\.1:\d+/)")[1]
        page, complaints = open_page(browser, address)
        until(lambda: lit_in_card(page) > 0.5, "your turn on the OLED")
        page.evaluate(WATCH_FOR_ANSWER)
        play(page, "adgad")
        page.keyboard.press("/")
        until(lambda: lit_in_card(page) < 0.5, "my turn on the OLED")
        until(lambda: page.evaluate("window.answered"), "the answer on the keys")
        until(lambda: lit_in_card(page) > 0.5, "your turn again")
        until(lambda: page.locator("[data-box]").count() == 0, "the end of every note")
        assert complaints == []
        assert box.stop() == 0


def test_the_knob_on_the_page_turns_the_genre_on_the_oled(browser, tmp_path):
    port = free_port()
    with running_box("--port", str(port), settings=SETTINGS, folder=tmp_path) as box:
        page, _ = open_page(browser, box.wait_for(r"(http://127\.0\.0\.1:\d+/)")[1])
        until(lambda: lit_in_card(page) > 0.5, "a picture")
        before = page.locator("#oled").screenshot()
        page.locator("#knob").press("ArrowRight")
        until(lambda: page.locator("#oled").screenshot() != before, "another genre")
        assert box.stop() == 0


def test_a_taken_port_leaves_the_box_playing(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        with running_box("--port", taken, settings=SETTINGS, folder=tmp_path) as box:
            box.wait_for(f"Page not available: port {taken} is taken")
            box.wait_for("playing")
            assert box.stop() == 0
