"""The pictures on the OLED, as pure functions: 128 by 64 pixels, black and white (mode "1")."""

from __future__ import annotations

from PIL import Image, ImageDraw

from appliance.panel.canvas import WIDTH, blank, write_centred
from appliance.panel.glyphs import LARGE, SMALL
from appliance.panel.holding_screen import holding_screen
from appliance.panel.menu_screen import learning_screen, menu_screen
from appliance.panel.play_screen import play_screen, turn_words
from appliance.panel.players_screen import players_screen

__all__ = [
    "holding_screen",
    "learning_screen",
    "menu_screen",
    "off_screen",
    "play_screen",
    "players_screen",
    "splash_screen",
    "turn_words",
]

_RULE_BELOW, _LINE_BELOW, _LINE_PITCH = 17, 23, 11  # rows under the top of the title
# The sign, two voices that answer each other: left, top, width of a note, and whether it is solid.
_SIGN = ((33, 11, 11, 0), (47, 8, 11, 0), (61, 5, 11, 0), (75, 8, 11, 1), (89, 11, 6, 1))


def splash_screen(line: str) -> Image.Image:
    """The name of the box while it starts, over a line such as "Starting"."""
    picture = _titled("Antiphon", 20, (line,))
    draw = ImageDraw.Draw(picture)
    for left, top, width, solid in _SIGN:
        draw.rectangle((left, top, left + width - 1, top + 3), fill=solid, outline=1)
    return picture


def off_screen() -> Image.Image:
    """The last picture before the box switches itself off."""
    return _titled("Goodbye", 11, ("Wait ten seconds,", "then unplug me"))


def _titled(title: str, top: int, lines: tuple[str, ...]) -> Image.Image:
    picture = blank()
    write_centred(picture, LARGE, top, title)
    wide, rule = LARGE.width(title), top + _RULE_BELOW
    left = (WIDTH - wide) // 2
    ImageDraw.Draw(picture).line((left, rule, left + wide - 1, rule), fill=1)
    for number, line in enumerate(lines):
        write_centred(picture, SMALL, top + _LINE_BELOW + number * _LINE_PITCH, line)
    return picture
