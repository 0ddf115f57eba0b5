"""The page in a real browser: display, lamp, switch, knob, connection, widths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from appliance.jam.controls import Controls, Mode
from appliance.panel.remote import settings_told
from appliance.realtime.devices import Change, PanelEvent
from appliance.recording.shelf import Shelf
from tests.web.conftest import OpenPage
from tests.web.fake_box import FakeBox

LIT_DOTS = """() => {
  const canvas = document.getElementById("oled");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: 128 * 64 }, (_, i) => (data[4 * i + 3] > 128 ? 1 : 0)).join("");
}"""
DARK = "0" * 128 * 64


def drawing() -> Image.Image:
    """A picture whose corners, edges and slopes would give a wrong order of bits away."""
    picture = Image.new("1", (128, 64))
    pen = ImageDraw.Draw(picture)
    pen.line((0, 0, 127, 63), fill=1)
    pen.rectangle((0, 0, 2, 1), fill=1)
    pen.text((20, 30), "Your turn", fill=1)
    return picture


def dots_of(picture: Image.Image) -> str:
    return "".join("1" if dot else "0" for dot in np.asarray(picture).flat)


def shows(page: Page, dots: str) -> None:
    page.wait_for_function(f"wanted => ({LIT_DOTS})() === wanted", arg=dots)


def test_the_display_shows_the_picture_dot_for_dot(box: FakeBox, open_page: OpenPage) -> None:
    box.panel.show(drawing())
    page = open_page()
    shows(page, dots_of(drawing()))
    upside_down = drawing().rotate(180)
    box.panel.show(upside_down)
    shows(page, dots_of(upside_down))


@pytest.mark.parametrize("width", [360, 700, 820, 1280])
def test_a_dot_of_the_display_is_a_whole_number_of_pixels(open_page: OpenPage, width: int) -> None:
    size = open_page(viewport={"width": width, "height": 740}).locator("#oled").bounding_box()
    assert size is not None
    assert size["width"] % 128 == 0
    assert size["width"] == 2 * size["height"]


def test_the_lamp_tells_whose_turn_it_is(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("#lamp")).to_have_text("The box plays")
    box.panel.light(True)
    expect(page.locator("#lamp")).to_have_text("Your turn")
    expect(page.locator("#lamp")).to_have_attribute("data-on", "true")
    box.panel.light(False)
    expect(page.locator("#lamp")).to_have_attribute("data-on", "false")


def test_the_switch_flips_by_mouse_and_from_anywhere_by_keyboard(
    box: FakeBox, open_page: OpenPage
) -> None:
    page = open_page()
    switch = page.get_by_role("switch")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    page.locator("#volume").focus()
    page.keyboard.press("/")
    assert box.hear(3) == [PanelEvent.FLIP] * 3


def test_a_mouse_press_leaves_the_space_bar_to_the_switch(
    box: FakeBox, open_page: OpenPage
) -> None:
    page = open_page()
    page.locator("#push").click()
    page.locator("#octave-up").click()
    page.keyboard.press("Space")
    assert box.hear(2) == [PanelEvent.PUSH, PanelEvent.FLIP]
    assert box.heard_nothing_more()


def test_the_knob_obeys_every_hand(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    knob = page.locator("#knob")
    knob.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "Enter", "Space"):
        page.keyboard.press(key)
    turned = [PanelEvent.RIGHT] * 2 + [PanelEvent.LEFT] * 2
    assert box.hear(6) == [*turned, PanelEvent.PUSH, PanelEvent.PUSH]
    knob.hover()
    page.mouse.wheel(0, 100)
    page.mouse.wheel(0, -100)
    knob.click()
    assert box.hear(3) == [PanelEvent.RIGHT, PanelEvent.LEFT, PanelEvent.PUSH]
    for name in ("left", "push", "hold", "right"):
        page.locator(f"#{name}").click()
        assert box.hear() == [PanelEvent(name)]


def test_dragging_the_knob_turns_it_and_does_not_push(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#knob").hover()
    page.mouse.down()
    spot = page.locator("#knob").bounding_box()
    assert spot is not None
    x, y = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.move(x - 8, y, steps=4)
    page.mouse.up()
    page.locator("#hold").click()
    right_and_back = [PanelEvent.RIGHT] * 2 + [PanelEvent.LEFT] * 2
    assert box.hear(5) == [*right_and_back, PanelEvent.HOLD]


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_a_second_of_pressing_holds_and_does_not_push(
    box: FakeBox, open_page: OpenPage, hand: str
) -> None:
    page = open_page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    knob = page.locator("#knob")
    knob.hover()
    knob.focus()
    (page.mouse.down() if hand == "mouse" else page.keyboard.down("Enter"))
    expect(knob).to_have_attribute("data-pressed", "")
    page.clock.run_for(990)
    expect(knob).to_have_attribute("data-pressed", "")
    page.clock.run_for(20)
    assert box.hear() == [PanelEvent.HOLD]
    (page.mouse.up() if hand == "mouse" else page.keyboard.up("Enter"))
    page.locator("#left").click()
    assert box.hear() == [PanelEvent.LEFT]


def test_everything_can_be_reached_and_worked_by_keyboard(
    box: FakeBox, open_page: OpenPage
) -> None:
    page = open_page()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.ariaLabel")
        )
        if reached[-1] == "C 4":
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
        if reached[-1] in ("switch", "left", "push"):
            page.keyboard.press("Enter")
    assert reached[:6] == ["switch", "knob", "left", "push", "hold", "right"]
    assert reached[6:12] == ["C 4", "octave-down", "octave-up", "mute", "volume", "midi"]
    did = [PanelEvent.FLIP, PanelEvent.LEFT, PanelEvent.PUSH]
    assert box.hear(5) == [*did, b"\x90\x3d\x5a", b"\x80\x3d\x00"]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (700, 900), (820, 1180), (1280, 720)])
def test_nothing_overflows(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cut = """() => [...document.querySelectorAll("body *")].filter((each) => {
      const { left, right } = each.getBoundingClientRect();
      return right > innerWidth + 0.5 || left < -0.5;
    }).length"""
    assert page.evaluate(cut) == 0


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 720)])
def test_box_and_piano_are_in_sight_at_first(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    bottom = "document.getElementById('piano').getBoundingClientRect().bottom"
    assert page.evaluate(bottom) <= height


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_ground(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    for name in ("--ink", "--quiet"):
        for ground in ("--paper", "--case", "--case-low"):
            assert contrast(page, name, ground) >= 4.5


def contrast(page: Page, one: str, other: str) -> float:
    """The contrast ratio of two of the page's colours, as accessibility guidelines define it."""
    darker, lighter = sorted(luminance(page, name) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(page: Page, name: str) -> float:
    """Relative luminance, 0 … 1, of a colour that the style sheet names."""
    value = page.evaluate(
        "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name
    )
    shares = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def test_the_page_finds_the_box_again(box: FakeBox, open_page: OpenPage) -> None:
    box.panel.show(drawing())
    box.panel.light(True)
    page = open_page()
    shows(page, dots_of(drawing()))
    status = page.locator("#status")
    expect(status).to_have_text("Connected to the box")
    box.panel.close()
    expect(status).to_have_text("The box is not running: start it with make run")
    expect(page.locator("#lamp")).to_have_attribute("data-on", "false")
    expect(page.locator("#lamp")).to_have_text("Box is off")
    shows(page, DARK)
    again = FakeBox(port=box.port)
    expect(status).to_have_text("Connected to the box")
    page.keyboard.press("Space")
    assert again.hear() == [PanelEvent.FLIP]
    page.close()
    again.panel.close()


def test_jams_are_shown_and_downloaded(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    page.get_by_text("Your jams").click()
    expect(page.locator("#jam-list")).to_contain_text("Nothing yet")
    Shelf(tmp_path / "jams", most=9).keep("jam-0001.mid", b"MThd" * 600)
    page.get_by_text("Your jams").click()
    page.get_by_text("Your jams").click()
    expect(page.locator("#jam-list")).to_contain_text("3 KB")
    with page.expect_download() as download:
        page.get_by_text("jam-0001.mid").click()
    assert download.value.suggested_filename == "jam-0001.mid"
    assert Path(download.value.path()).read_bytes() == b"MThd" * 600


def test_settings_are_shown_and_changed(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("Settings", exact=True).click()
    box.panel.tell("settings", settings_told(Controls(mode=Mode.MORPH, morph=0.3)))
    expect(page.get_by_role("combobox", name="Way to play")).to_have_value("4")
    morph = page.get_by_role("slider", name="Morph")
    expect(morph).to_have_value("3")
    expect(page.locator("#setting-list label", has=morph).locator("output")).to_have_text("30 %")
    page.get_by_role("combobox", name="Way to play").select_option("Play along")
    morph.focus()
    page.keyboard.press("ArrowRight")
    assert box.hear(2) == [Change("mode", 3), Change("morph", 4)]
    box.panel.tell("settings", settings_told(Controls(morph=0.4)))
    expect(morph).to_have_value("4")


def test_a_page_that_opens_later_knows_the_settings(box: FakeBox, open_page: OpenPage) -> None:
    box.panel.tell("settings", settings_told(Controls(bpm=90.0)))
    page = open_page()
    page.get_by_text("Settings", exact=True).click()
    tempo = page.locator("#setting-list label").filter(has_text="♩ 90")
    expect(tempo).to_have_count(1)


def test_letters_choose_from_a_list_or_play_never_both(box: FakeBox, open_page: OpenPage) -> None:
    box.panel.tell("settings", settings_told(Controls()))
    page = open_page()
    page.get_by_text("Settings", exact=True).click()
    page.get_by_role("combobox", name="Genre").focus()
    page.keyboard.press("j")
    assert box.hear() == [Change("genre", 9)]
    page.get_by_role("combobox", name="Genre").evaluate("list => list.blur()")
    page.keyboard.press("j")
    assert box.hear() == [bytes([0x90, 71, 90])]


def test_after_a_slider_or_a_fold_the_space_bar_flips_again(
    box: FakeBox, open_page: OpenPage
) -> None:
    box.panel.tell("settings", settings_told(Controls()))
    page = open_page()
    page.get_by_text("Settings", exact=True).click()
    page.keyboard.press(" ")
    assert box.hear() == [PanelEvent.FLIP]
    expect(page.get_by_role("slider", name="Morph")).to_be_visible()
    page.get_by_role("slider", name="Morph").click(position={"x": 3, "y": 5})
    (change,) = box.hear()
    assert isinstance(change, Change) and change.field == "morph"
    page.keyboard.press(" ")
    assert box.hear() == [PanelEvent.FLIP]
    page.get_by_role("button", name="Answer again").click()
    assert box.hear() == [PanelEvent.AGAIN]


def test_what_the_box_does_not_take_is_shown_as_it_stands(
    box: FakeBox, open_page: OpenPage
) -> None:
    box.panel.tell("settings", settings_told(Controls()))
    page = open_page()
    page.get_by_text("Settings", exact=True).click()
    panel = page.get_by_role("combobox", name="This panel is for")
    panel.select_option("Player 4")
    assert box.hear() == [Change("player", 3)]
    expect(panel).to_have_value("0")
