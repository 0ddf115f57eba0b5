"""`python -m tools.pictures`: the pictures of the README, from the box itself."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.box.running import running_box

OUT = Path("docs/pictures")
SETTINGS = '[jam]\ngenre = "jazz"\nseed = 4\nsilence = 0\n'
TUNE = [("d", 0.36), ("f", 0.12), ("g", 0.24), ("k", 0.24), ("j", 0.36), ("h", 0.12), ("g", 0.24)]
DOT, GAP = 3, 12
READ_OLED = """canvas => Array.from(
    canvas.getContext("2d").getImageData(0, 0, 128, 64).data).filter((_, i) => i % 4 === 0)"""


def main() -> None:
    """Play on the page and take pictures on the way."""
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path("build")
    with running_box("--port", "8790", settings=SETTINGS, folder=folder) as box:
        address = box.wait_for(r"(http://127\.0\.0\.1:\d+/)")[1]
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1100, "height": 860})
            page.goto(address)
            page.wait_for_selector('#status[data-state="open"]')
            screens = _play(page)
            browser.close()
        box.stop()
    _montage(screens).save(OUT / "oled.png", optimize=True)


def _play(page: Page) -> list[Image.Image]:
    """Your turn, your tune again, the answer, the settings."""
    for key, seconds in TUNE:
        page.keyboard.down(key)
        time.sleep(seconds)
        page.keyboard.up(key)
    screens = [_oled(page)]
    page.keyboard.press("/")
    time.sleep(1.2)
    screens.append(_oled(page))
    time.sleep(2.3)
    screens.append(_oled(page))
    page.screenshot(path=OUT / "page.png")
    page.click("#hold")
    time.sleep(0.5)
    screens.append(_oled(page))
    return screens


def _oled(page: Page) -> Image.Image:
    red = page.locator("#oled").evaluate(READ_OLED)
    return Image.frombytes("L", (128, 64), bytes(255 if value > 100 else 0 for value in red))


def _montage(screens: list[Image.Image]) -> Image.Image:
    """The screens two by two, enlarged dot by dot."""
    width, height = 128 * DOT + GAP, 64 * DOT + GAP
    sheet = Image.new("L", (2 * width + GAP, 2 * height + GAP), 60)
    for number, screen in enumerate(screens):
        place = (GAP + width * (number % 2), GAP + height * (number // 2))
        sheet.paste(screen.resize((128 * DOT, 64 * DOT), Image.Resampling.NEAREST), place)
    return sheet


if __name__ == "__main__":
    main()
