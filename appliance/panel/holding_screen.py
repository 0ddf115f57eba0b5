"""The screen while the knob is held on: what comes of it, how soon, and how not."""

from __future__ import annotations

from PIL import Image, ImageDraw

from appliance.panel.canvas import WIDTH, blank, write_centred
from appliance.panel.glyphs import LARGE, SMALL
from appliance.panel.holding import SECONDS, Holding
from appliance.panel.items import Action

_TITLES = {Action.SHUTDOWN: "Off in {}", Action.FORGET: "Reset in {}"}
_LINES = {
    Action.SHUTDOWN: ("Keep holding to", "switch off"),
    Action.FORGET: ("Keep holding to forget", "all knobs I have learnt.", "Your jams stay."),
}
_LET_GO = "Let go: as before"
_TITLE_TOP, _BAR_TOP, _LINES_TOP, _PITCH = 2, 17, 24, 10
_LET_GO_TOP = 55


def holding_screen(holding: Holding) -> Image.Image:
    """What is held on for; the bar under the title is what has been waited of it."""
    picture = blank()
    write_centred(picture, LARGE, _TITLE_TOP, _TITLES[holding.leads_to].format(holding.left))
    _draw_bar(ImageDraw.Draw(picture), 1.0 - holding.left / SECONDS)
    for number, line in enumerate(_LINES[holding.leads_to]):
        write_centred(picture, SMALL, _LINES_TOP + number * _PITCH, line)
    write_centred(picture, SMALL, _LET_GO_TOP, _LET_GO)
    return picture


def _draw_bar(draw: ImageDraw.ImageDraw, share: float) -> None:
    right = WIDTH - 1
    draw.rectangle((0, _BAR_TOP, right, _BAR_TOP + 3), outline=1)
    draw.rectangle((0, _BAR_TOP, round(share * right), _BAR_TOP + 3), fill=1)
