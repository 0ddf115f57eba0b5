"""How well the box follows the player: words, and under them bars that rise."""

from __future__ import annotations

from PIL import Image, ImageDraw

from appliance.panel.canvas import WIDTH, write_right
from appliance.panel.glyphs import SMALL

WORDS = "I follow"
HEIGHTS = (3, 5, 6, 8, 10)  # of the bars when they are lit; one that is not is a dash
_THICK, _PITCH = 3, 4  # pixels of a bar, and from one to the next
_BASE_BELOW = 17  # rows from the top of the words to the row that the bars stand on


def bars_lit(sureness: float) -> int:
    """How many of the bars are lit at a sureness of 0 … 1."""
    return round(len(HEIGHTS) * min(max(sureness, 0.0), 1.0))


def draw_following(picture: Image.Image, top: int, sureness: float) -> None:
    """Draw at the right edge.

    Args:
        picture: mode "1", changed in place.
        top: the first row.
        sureness: of what the player does next, 0 … 1.
    """
    write_right(picture, SMALL, top, WORDS)
    draw = ImageDraw.Draw(picture)
    x, base, lit = WIDTH - _PITCH * len(HEIGHTS), top + _BASE_BELOW, bars_lit(sureness)
    for bar, height in enumerate(HEIGHTS):
        rise = height - 1 if bar < lit else 0
        draw.rectangle((x, base - rise, x + _THICK - 1, base), fill=1)
        x += _PITCH
