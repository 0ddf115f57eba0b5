"""Pictures as the OLED's controllers keep them: 8 pages of 128 bytes, a byte 8 pixels down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL.Image import Image

from appliance.panel.oled_commands import COLUMNS

PAGES = 8
Pages = tuple[bytes, ...]


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
