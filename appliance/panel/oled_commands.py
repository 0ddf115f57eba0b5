"""What the OLED's controllers are told, in their own commands. Light: the early splash needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

COLUMNS = 128
NO_OPERATION = 0xE3  # both controllers know it, and it does nothing
LIGHT = 0xAF  # lit from now on; before, nothing is seen of what is in the memory
_SH1106_FIRST_COLUMN = 2  # its memory is 132 wide, and the glass shows the middle


def _setting_up(clock: int, contrast: int, precharge: int, deselect: int) -> tuple[int, ...]:
    """Sets a module of 128 by 64 pixels up; a picture that it shows stays as it is.

    Args:
        clock: frequency and divider of the rows.
        contrast: 0 … 255.
        precharge: how long a pixel is charged and discharged.
        deselect: voltage of the rows that are not lit.
    """
    charge_pump, rows, connected = (0x8D, 0x14), (0xA8, 63), (0xDA, 0x12)
    from_the_top, upright = (0xD3, 0, 0x40), (0xA1, 0xC8)
    as_in_memory = (0xA4, 0xA6)
    return (
        *(0xD5, clock),
        *rows,
        *from_the_top,
        *charge_pump,
        *upright,
        *connected,
        *(0x81, contrast),
        *(0xD9, precharge),
        *(0xDB, deselect),
        *as_in_memory,
    )


# By controller, sent in one go after it was connected. 0x20, 0: pages follow one another.
SET_UP: Mapping[str, tuple[int, ...]] = {
    "ssd1306": (0x20, 0x00, *_setting_up(0x80, 0xCF, 0xF1, 0x40)),
    "sh1106": _setting_up(0xF0, 0x7F, 0x22, 0x20),
}


def _ssd1306_window(page: int) -> tuple[int, ...]:
    return (0x21, 0, COLUMNS - 1, 0x22, page, page)  # columns from, to; pages from, to


def _sh1106_window(page: int) -> tuple[int, ...]:
    low, high = _SH1106_FIRST_COLUMN & 0x0F, _SH1106_FIRST_COLUMN >> 4
    return (0xB0 | page, low, 0x10 | high)  # page; column, low and high half


# By controller: the command after which 128 bytes of data fill a page.
WINDOWS: Mapping[str, Callable[[int], tuple[int, ...]]] = {
    "ssd1306": _ssd1306_window,
    "sh1106": _sh1106_window,
}
