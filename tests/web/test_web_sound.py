"""What the page sounds like, measured in a real browser at its very output."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage
from tests.web.fake_box import FakeBox

Samples = NDArray[np.float32]

# Listens in where the page connects to the loudspeaker; the page itself knows nothing of it.
TAP = """
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      window.meter = new AnalyserNode(this.context, { fftSize: 32768 });
      connect.call(this, window.meter);
    }
    return connect.call(this, target, ...rest);
  };
  window.level = () => {
    const samples = new Float32Array(32768);
    window.meter.getFloatTimeDomainData(samples);
    return samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  };
"""
SILENT = "() => level() < 0.0005"
SOUNDING = "() => level() > 0.01"

# Renders one note without a loudspeaker: 1.5 s, let go of after 1 s.
RENDER = """async ([name, pitch, velocity]) => {
  const voices = await import("/voices.js");
  const context = new OfflineAudioContext(1, 66150, 44100);
  const voice = voices[name](context, context.destination, pitch, velocity, 0);
  voice?.release(1);
  const samples = (await context.startRendering()).getChannelData(0);
  const bytes = new Uint8Array(samples.buffer);
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


def render(page: Page, name: str, pitch: int, velocity: int) -> Samples:
    return np.frombuffer(b64decode(page.evaluate(RENDER, [name, pitch, velocity])), np.float32)


def loudest(samples: Samples) -> float:
    return float(np.abs(samples).max())


def steepest(samples: Samples) -> float:
    return loudest(np.diff(samples))


def test_the_very_first_key_is_heard_and_ends(open_page: OpenPage) -> None:
    page = open_page(script=TAP)
    expect(page.locator("#sound-hint")).to_be_visible()
    page.keyboard.press("KeyA")
    page.wait_for_function(SOUNDING)
    expect(page.locator("#sound-hint")).to_be_hidden()
    page.wait_for_function(SILENT)
    page.keyboard.down("KeyA")
    page.wait_for_function(SOUNDING)
    page.keyboard.up("KeyA")
    page.wait_for_function(SILENT)


def test_the_box_is_heard_and_its_click_and_mute(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(script=TAP)
    page.locator("h1").click()
    expect(page.locator("#sound-hint")).to_be_hidden()
    box.panel.send(b"\x90\x3c\x60")
    page.wait_for_function(SOUNDING)
    page.locator("#mute").click()
    page.wait_for_function(SILENT)
    page.locator("#mute").click()
    page.wait_for_function(SOUNDING)
    box.panel.send(b"\xb0\x7b\x00")
    page.wait_for_function(SILENT)
    box.panel.send(b"\x99\x4c\x7f")
    page.wait_for_function(SOUNDING)
    page.wait_for_function(SILENT)


def test_the_volume_is_obeyed(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(script=TAP)
    page.locator("h1").click()
    expect(page.locator("#sound-hint")).to_be_hidden()
    page.locator("#volume").fill("0")
    box.panel.send(b"\x90\x3c\x60")
    expect(page.locator(".key[data-box]")).to_have_count(1)
    page.wait_for_function(SILENT)
    page.locator("#volume").fill("100")
    page.wait_for_function(SOUNDING)


def test_the_pedal_holds_what_the_box_lets_go_of(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(script=TAP)
    page.locator("h1").click()
    expect(page.locator("#sound-hint")).to_be_hidden()
    for message in (b"\xb0\x40\x7f", b"\x90\x3c\x60", b"\x80\x3c\x00"):
        box.panel.send(message)
    page.wait_for_function(SOUNDING)
    page.wait_for_timeout(900)
    assert page.evaluate("level()") > 0.01
    box.panel.send(b"\xb0\x40\x00")
    page.wait_for_function(SILENT)


def test_many_notes_at_once_do_not_clip(box: FakeBox, open_page: OpenPage) -> None:
    page = open_page(script=TAP)
    page.locator("h1").click()
    page.locator("#volume").fill("100")
    expect(page.locator("#sound-hint")).to_be_hidden()
    for pitch in range(40, 80, 2):
        box.panel.send(bytes((0x90, pitch, 127)))
    page.wait_for_function("() => level() > 0.2")
    page.wait_for_timeout(300)
    assert max(page.evaluate("level()") for _ in range(10)) < 1.0


def test_every_voice_starts_and_ends_without_a_click(open_page: OpenPage) -> None:
    page = open_page()
    for name in ("electricPiano", "reed", "pluckedBass"):
        samples = render(page, name, 60, 100)
        middle = samples[8000:40000]
        assert 0.05 < loudest(samples) < 0.5
        assert steepest(samples) < 1.5 * steepest(samples[2000:40000])
        assert loudest(samples[60000:]) < 0.01 * loudest(middle)
        assert abs(samples[0]) < 0.001


def test_velocity_is_heard_and_the_parts_differ(open_page: OpenPage) -> None:
    page = open_page()
    for name in ("electricPiano", "reed", "pluckedBass", "woodBlock"):
        assert loudest(render(page, name, 60, 120)) > 2 * loudest(render(page, name, 60, 50))
    piano, reed = render(page, "electricPiano", 60, 90), render(page, "reed", 60, 90)
    early, late = slice(4000, 8000), slice(38000, 42000)
    assert loudest(piano[late]) / loudest(piano[early]) < 0.9
    assert loudest(reed[late]) > 0.5 * loudest(reed[early])
    assert loudest(render(page, "woodBlock", 76, 100)[13000:]) < 0.001


def test_a_bass_program_sounds_as_a_bass(box: FakeBox, open_page: OpenPage) -> None:
    """The same note on two channels: with a bass' program it dies away like a string."""
    page = open_page(script=TAP)
    page.locator("h1").click()
    kept = []
    for channel, program in ((0, 66), (1, 32)):
        box.panel.send(bytes((0xC0 + channel, program)))
        box.panel.send(bytes((0x90 + channel, 48, 100)))
        page.wait_for_function(SOUNDING)
        page.wait_for_timeout(300)
        early = page.evaluate("level()")
        page.wait_for_timeout(2200)
        kept.append(page.evaluate("level()") / early)
        box.panel.send(bytes((0x80 + channel, 48, 0)))
        page.wait_for_function(SILENT)
    assert kept[1] < 0.7 * kept[0]
