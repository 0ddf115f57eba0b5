"""Pictures as the OLED's controllers keep them: 8 pages of 128 bytes, a byte 8 pixels down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PIL.Image import Image

PAGES, COLUMNS = 8, 128
Pages = tuple[bytes, ...]

_SH1106_FIRST_COLUMN = 2  # its memory is 132 wide, and the glass shows the middle


def picture_pages(picture: Image) -> Pages:
    """The 8 pages of 128 bytes of a picture of 128 by 64 pixels, mode "1"; bit 0 is on top.

    Raises:
        ValueError: for a picture of another size.
    """
    rows = np.asarray(picture.convert("1")).reshape(PAGES, 8, COLUMNS)
    return tuple(page.tobytes() for page in np.packbits(rows, axis=1, bitorder="little"))


def changed_pages(pages: Sequence[bytes], sent: Sequence[bytes] | None) -> tuple[int, ...]:
    """Numbers of the pages that differ from what was sent; all where nothing was (None)."""
    if sent is None:
        return tuple(range(len(pages)))
    return tuple(n for n, (new, old) in enumerate(zip(pages, sent, strict=True)) if new != old)


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
