"""Two pixel typefaces of our own, and writing with them on a one-bit picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PIL import Image

from appliance.panel import glyphs_large, glyphs_small

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Typeface:
    """Letters as little pictures.

    Attributes:
        glyphs: mask (mode "1") of every character; all have the same height.
        gap: dark pixels between two letters.
        ascent: height of the capitals in pixels; what is below them hangs under the base line.
    """

    glyphs: Mapping[str, Image.Image]
    gap: int
    ascent: int

    def width(self, words: str) -> int:
        """Pixels that `words` take, without a gap after the last letter."""
        return max(sum(glyph.width + self.gap for glyph in self._spelt(words)) - self.gap, 0)

    def write(self, picture: Image.Image, x: int, y: int, words: str, ink: bool = True) -> None:
        """Write `words` with the top left of the capitals at (x, y); cut off at the edges."""
        for glyph in self._spelt(words):
            picture.paste(int(ink), (x, y), glyph)
            x += glyph.width + self.gap

    def lines(self, words: str, width: int) -> tuple[str, ...]:
        """Break `words` at spaces into lines of at most `width` pixels, where words allow it."""
        done: list[str] = []
        for word in words.split():
            longer = f"{done[-1]} {word}" if done else word
            if done and self.width(longer) <= width:
                done[-1] = longer
            else:
                done.append(word)
        return tuple(done)

    def _spelt(self, words: str) -> Iterator[Image.Image]:
        return (self.glyphs.get(letter, self.glyphs[UNKNOWN]) for letter in words)


def _mask(rows: tuple[str, ...]) -> Image.Image:
    picture = Image.new("1", (len(rows[0]), len(rows)))
    picture.putdata([letter == "#" for row in rows for letter in row])
    return picture


def _cut(sheet: str) -> dict[str, Image.Image]:
    glyphs: dict[str, Image.Image] = {}
    for block in sheet.strip().split("\n\n"):
        letters, *rows = (line.split() for line in block.splitlines())
        columns = zip(*rows, strict=True)
        glyphs |= {letter: _mask(column) for letter, column in zip(letters, columns, strict=True)}
    return glyphs


def _typeface(sheet: str, gap: int, ascent: int, space: int) -> Typeface:
    glyphs = _cut(sheet)
    glyphs[" "] = Image.new("1", (space, glyphs[UNKNOWN].height))
    return Typeface(glyphs, gap, ascent)


LARGE = _typeface(glyphs_large.SHEET, gap=2, ascent=11, space=3)
SMALL = _typeface(glyphs_small.SHEET, gap=1, ascent=7, space=2)
