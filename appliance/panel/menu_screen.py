"""The screen of the settings menu: the item on a card, its neighbours, and what the knob does.

rows  0 … 8    the item to the left
rows 10 … 39   the card: the item, with its value large
rows 42 … 50   the item to the right; while it is turned, the scale of its values
rows 53 … 63   what a push and a hold do now
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from appliance.jam.controls import Controls
from appliance.jam.steering import OFF, Steering
from appliance.panel.canvas import WIDTH, blank, write_centred, write_right
from appliance.panel.glyphs import LARGE, SMALL
from appliance.panel.items import ITEMS, Command, Item, Setting
from appliance.panel.learning import Learning
from appliance.panel.menu import Menu

_ABOVE_TOP, _BELOW_TOP = 1, 43
_CARD = (0, 10, WIDTH - 1, 40)  # left, top, right, bottom
_NAME_TOP, _VALUE_TOP, _ALONE_TOP = 14, 25, 20
_RULE, _HINT_TOP = 53, 55
_ARROW = 5  # pixels of width
_MOST_TICKS = 10


def menu_screen(menu: Menu, controls: Controls) -> Image.Image:
    """The open menu.

    Args:
        menu: where the knob is in it.
        controls: whose values it shows.
    """
    picture = blank()
    _draw_card(picture, menu, controls)
    if not menu.open:
        _draw_neighbours(picture, menu, controls)
    elif isinstance(menu.item, Setting):
        _draw_scale(ImageDraw.Draw(picture), menu.item, controls)
    _write_hints(picture, *_hints(menu))
    return picture


def learning_screen(learning: Learning, steering: Steering) -> Image.Image:
    """What is learnt, and the controller that does it at present."""
    picture = blank()
    number = steering.controllers[learning.name]
    SMALL.write(picture, 1, _ABOVE_TOP, "Move a knob or pedal")
    ImageDraw.Draw(picture).rounded_rectangle(_CARD, radius=2, fill=1)
    write_centred(picture, SMALL, _NAME_TOP, learning.words, ink=False)
    told = "None" if number == OFF else f"No. {number}"
    write_centred(picture, LARGE, _VALUE_TOP, told, ink=False)
    SMALL.write(picture, 1, _BELOW_TOP, "Turn: another")
    _write_hints(picture, "Push: none", "Hold: done")
    return picture


def _draw_card(picture: Image.Image, menu: Menu, controls: Controls) -> None:
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(_CARD, radius=2, fill=1)
    large = _large_words(menu, controls)
    if large is None:
        write_centred(picture, LARGE, _ALONE_TOP, menu.item.name, ink=False)
        return
    write_centred(picture, SMALL, _NAME_TOP, menu.item.name, ink=False)
    write_centred(picture, LARGE, _VALUE_TOP, large, ink=False)
    if menu.open and isinstance(menu.item, Setting):
        _draw_arrows(draw, menu.item, controls)


def _large_words(menu: Menu, controls: Controls) -> str | None:
    if isinstance(menu.item, Setting):
        return menu.item.words(controls)
    return menu.item.question if menu.open else None


def _draw_arrows(draw: ImageDraw.ImageDraw, item: Setting, controls: Controls) -> None:
    middle = _VALUE_TOP + LARGE.ascent // 2
    for by, tip in ((-1, 6), (1, WIDTH - 7)):
        if item.turned(controls, by) != controls:
            back = tip - by * _ARROW
            draw.polygon([(tip, middle), (back, middle - _ARROW), (back, middle + _ARROW)], fill=0)


def _draw_neighbours(picture: Image.Image, menu: Menu, controls: Controls) -> None:
    for by, top in ((-1, _ABOVE_TOP), (1, _BELOW_TOP)):
        item = ITEMS[(menu.place + by) % len(ITEMS)]
        SMALL.write(picture, 1, top, item.name)
        if isinstance(item, Setting):
            write_right(picture, SMALL, top, item.words(controls))


def _draw_scale(draw: ImageDraw.ImageDraw, item: Setting, controls: Controls) -> None:
    last = len(item.values) - 1
    y = _BELOW_TOP + 3
    draw.line((_column(0), y, _column(1), y), fill=1)
    for place in range(last + 1) if last <= _MOST_TICKS else (0, last):
        x = _column(place / last)
        draw.line((x, y - 1, x, y + 1), fill=1)
    x = _column(item.place(controls))
    draw.rectangle((x - 2, y - 3, x + 2, y + 3), fill=1)


def _column(share: float) -> int:
    return 3 + round(share * (WIDTH - 7))


def _hints(menu: Menu) -> tuple[str, str]:
    item: Item = menu.item
    if isinstance(item, Command):
        return ("Push: yes", "Turn: no") if menu.open else ("Push: do it", "Hold: leave")
    if item.is_switch:
        return "Push: switch", "Hold: leave"
    return ("Turn, then push", "Hold: leave") if menu.open else ("Push: change", "Hold: leave")


def _write_hints(picture: Image.Image, left: str, right: str) -> None:
    draw = ImageDraw.Draw(picture)
    draw.point([(x, _RULE) for x in range(1, WIDTH, 3)], fill=1)
    SMALL.write(picture, 1, _HINT_TOP, left)
    write_right(picture, SMALL, _HINT_TOP, right)
