"""Playing on the page in a real browser: mouse, fingers, computer keys, MIDI keyboards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from appliance.realtime.devices import PanelEvent
from tests.web.conftest import OpenPage
from tests.web.fake_box import FakeBox

KEYBOARD_PLUGGED_IN = """
  const port = { id: "p1", name: "Test Piano", state: "connected", onmidimessage: null };
  const access = { inputs: new Map([["p1", port]]), onstatechange: null };
  navigator.requestMIDIAccess = async () => access;
  window.play = (...bytes) => port.onmidimessage({ data: Uint8Array.from(bytes) });
  window.unplug = () => { access.inputs.delete("p1"); access.onstatechange(); };
"""


def key(page: Page, pitch: int) -> Locator:
    return page.locator(f'.key[data-pitch="{pitch}"]')


def spot(page: Page, pitch: int, depth: float) -> tuple[float, float]:
    """A place on a white key: middle of its width, `depth` 0 (top) … 1 of its length."""
    key(page, pitch).scroll_into_view_if_needed()
    area = key(page, pitch).bounding_box()
    assert area is not None
    return area["x"] + area["width"] / 2, area["y"] + area["height"] * depth


def on(pitch: int, velocity: int = 90) -> bytes:
    return bytes((0x90, pitch, velocity))


def off(pitch: int) -> bytes:
    return bytes((0x80, pitch, 0))


def test_a_clicked_key_sounds_while_it_is_pressed(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.mouse.move(*spot(page, 60, 0.9))
    page.mouse.down()
    [start] = box.hear()
    expect(key(page, 60)).to_have_attribute("data-player", "")
    page.mouse.up()
    assert box.hear() == [off(60)]
    expect(key(page, 60)).not_to_have_attribute("data-player", "")
    page.mouse.move(*spot(page, 60, 0.7))
    page.mouse.down()
    [softer] = box.hear()
    page.mouse.up()
    assert isinstance(start, bytes)
    assert isinstance(softer, bytes)
    assert start[:2] == softer[:2] == b"\x90\x3c"
    assert 127 >= start[2] > softer[2] >= 40


def test_black_keys_lie_above_white_ones(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    key(page, 61).click()
    key(page, 66).click()
    heard = box.hear(4)
    assert [message[1] for message in heard if isinstance(message, bytes)] == [61, 61, 66, 66]


def test_sliding_over_the_keys_plays_one_after_the_other(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.mouse.move(*spot(page, 60, 0.9))
    page.mouse.down()
    page.mouse.move(*spot(page, 65, 0.9), steps=12)
    page.mouse.move(10, 10)
    page.keyboard.press("Space")
    heard = box.hear(9)
    pitches = [(message[0], message[1]) for message in heard if isinstance(message, bytes)]
    slide = [60, 62, 64, 65]
    assert pitches == [(kind, pitch) for pitch in slide for kind in (0x90, 0x80)]
    page.mouse.up()


def test_two_fingers_play_two_notes(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(has_touch=True, viewport={"width": 360, "height": 740})
    fingers = page.context.new_cdp_session(page)
    (ax, ay), (bx, by) = spot(page, 60, 0.8), spot(page, 67, 0.8)
    one, other = {"x": ax, "y": ay, "id": 1}, {"x": bx, "y": by, "id": 2}

    def touch(kind: str, *points: dict[str, float]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", one)
    touch("touchStart", one, other)
    touch("touchEnd", other)
    touch("touchCancel")
    heard = [message[:2] for message in box.hear(4) if isinstance(message, bytes)]
    assert heard == [b"\x90\x3c", b"\x90\x43", b"\x80\x43", b"\x80\x3c"]


def test_the_computers_keys_are_a_piano(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    for code in ("KeyA", "KeyW", "KeyS", "KeyK", "Quote"):
        page.keyboard.press(code)
    notes = [60, 61, 62, 72, 77]
    assert box.hear(10) == [message for pitch in notes for message in (on(pitch), off(pitch))]
    page.keyboard.press("Control+KeyA")
    page.keyboard.press("Space")
    assert box.hear() == [PanelEvent.FLIP]


def test_a_key_held_down_sounds_once(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    for _ in range(4):
        page.keyboard.down("KeyA")
    page.keyboard.up("KeyA")
    assert box.hear(2) == [on(60), off(60)]
    page.keyboard.press("Space")
    assert box.hear() == [PanelEvent.FLIP]


def test_octaves_shift_and_leave_no_note_behind(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.down("KeyA")
    page.keyboard.press("KeyX")
    expect(page.locator("#octave-range")).to_have_text("C4 – C7")
    page.keyboard.up("KeyA")
    page.keyboard.press("KeyA")
    for _ in range(6):
        page.keyboard.press("KeyZ")
    page.keyboard.press("KeyA")
    assert box.hear(6) == [on(60), off(60), on(72), off(72), on(36), off(36)]
    expect(page.locator("#octave-range")).to_have_text("C1 – C4")


def test_a_note_under_two_hands_ends_with_the_second(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.down("KeyA")
    assert box.hear() == [on(60)]
    page.mouse.move(*spot(page, 60, 0.9))
    page.mouse.down()
    assert box.hear() == [off(60)]
    page.keyboard.up("KeyA")
    expect(key(page, 60)).to_have_attribute("data-player", "")
    page.mouse.up()
    heard = box.hear(2)
    assert heard[1] == off(60)
    assert box.heard_nothing_more()


def hide(page: Page) -> None:
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")


def look_away(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('blur'))")


@pytest.mark.parametrize("leave", [look_away, hide])
def test_leaving_the_page_lets_go_of_everything(
    box: FakeBox, open_page: OpenPage, leave: Callable[[Page], None]
) -> None:
    page = open_page()
    page.keyboard.down("KeyA")
    page.keyboard.down("KeyD")
    page.mouse.move(*spot(page, 72, 0.9))
    page.mouse.down()
    box.hear(3)
    leave(page)
    assert sorted(map(str, box.hear(3))) == sorted(map(str, (off(60), off(64), off(72))))
    expect(page.locator(".key[data-player]")).to_have_count(0)


def test_closing_the_page_lets_go_of_everything(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.down("KeyG")
    assert box.hear() == [on(67)]
    page.close()
    assert box.hear() == [off(67)]


def test_a_midi_keyboard_plays_along(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(script=KEYBOARD_PLUGGED_IN)
    page.get_by_role("button", name="Connect a MIDI keyboard").click()
    expect(page.locator("#midi-status")).to_have_text("Ready to play: Test Piano")
    page.evaluate("play(0x93, 60, 33); play(0xb3, 64, 127); play(0xf8); play(0x83, 60, 64)")
    page.evaluate("play(0xc3, 5); play(0x93, 62, 44)")
    expect(key(page, 62)).to_have_attribute("data-player", "")
    page.evaluate("unplug()")
    expect(page.locator("#midi-status")).to_contain_text("No MIDI keyboard found")
    pedal, program = bytes((0xB0, 64, 127)), bytes((0xC0, 5))
    assert box.hear(6) == [on(60, 33), pedal, off(60), program, on(62, 44), off(62)]


def test_a_browser_without_midi_says_so(open_page: OpenPage) -> None:
    page = open_page(script="delete Navigator.prototype.requestMIDIAccess;")
    page.locator("#midi").click()
    expect(page.locator("#midi-status")).to_contain_text("This browser cannot use MIDI keyboards")


def test_a_browser_that_refuses_midi_says_so(open_page: OpenPage) -> None:
    refuse = "navigator.requestMIDIAccess = async () => { throw new DOMException('no'); };"
    page = open_page(script=refuse)
    page.locator("#midi").click()
    expect(page.locator("#midi-status")).to_contain_text("did not allow MIDI")
    expect(page.locator("#midi")).to_be_visible()
