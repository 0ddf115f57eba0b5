"""The size of the screen, and ways to place words on it."""

from __future__ import annotations

from PIL import Image

from appliance.panel.glyphs import Typeface

WIDTH, HEIGHT = 128, 64


def blank() -> Image.Image:
    """A dark picture of the screen's size, mode "1"."""
    return Image.new("1", (WIDTH, HEIGHT))


def write_centred(
    picture: Image.Image, face: Typeface, y: int, words: str, ink: bool = True
) -> None:
    """Write in the middle of the screen, the top of the capitals at row `y`."""
    face.write(picture, (WIDTH - face.width(words)) // 2, y, words, ink)


def write_right(
    picture: Image.Image, face: Typeface, y: int, words: str, ink: bool = True, margin: int = 1
) -> None:
    """Write up to a margin at the right edge, the top of the capitals at row `y`."""
    face.write(picture, WIDTH - margin - face.width(words), y, words, ink)
