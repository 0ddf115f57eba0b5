"""The screen while several play: a band for each, read from a little nearer.

    card: number and whose turn, lit while that player is to play; to the right, the genre
    what is left of the turn, or the running beat
    piano roll, where there is room

The player that the panel is with has a mark before the number.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from appliance.jam.view import View
from appliance.panel.canvas import HEIGHT, WIDTH, blank, write_right
from appliance.panel.glyphs import SMALL
from appliance.panel.play_screen import draw_left, turn_words
from appliance.panel.roll import draw_roll

_CARD_HEIGHT, _WORDS_TOP = 11, 2
_NUMBER_LEFT, _WORDS_LEFT, _MARGIN = 7, 16, 3
_LEFT_TOP, _ROLL_TOP = 12, 16
_LEAST_ROLL = 8  # pixels of height


def players_screen(views: Sequence[View], at: int) -> Image.Image:
    """The screen while several play.

    Args:
        views: of two players or more.
        at: the one, from 0, that the panel is with.
    """
    picture = blank()
    height = HEIGHT // len(views)
    for number, view in enumerate(views):
        _draw_band(picture, view, number, height, marked=number == at)
    return picture


def _draw_band(picture: Image.Image, view: View, number: int, height: int, marked: bool) -> None:
    draw, top, ink = ImageDraw.Draw(picture), number * height, not view.players_turn
    if view.players_turn:
        draw.rounded_rectangle((0, top, WIDTH - 1, top + _CARD_HEIGHT - 1), radius=2, fill=1)
    if marked:
        _draw_mark(draw, top, ink)
    SMALL.write(picture, _NUMBER_LEFT, top + _WORDS_TOP, f"{number + 1}", ink=ink)
    SMALL.write(picture, _WORDS_LEFT, top + _WORDS_TOP, turn_words(view), ink=ink)
    write_right(picture, SMALL, top + _WORDS_TOP, view.controls.genre.name, ink, _MARGIN)
    draw_left(draw, view, top + _LEFT_TOP)
    room = height - _ROLL_TOP - 2
    if room >= _LEAST_ROLL:
        draw_roll(picture, view, top + _ROLL_TOP, room)


def _draw_mark(draw: ImageDraw.ImageDraw, top: int, ink: bool) -> None:
    middle = top + _CARD_HEIGHT // 2
    draw.polygon([(2, middle - 2), (4, middle), (2, middle + 2)], fill=int(ink))
