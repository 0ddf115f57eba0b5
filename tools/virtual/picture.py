"""The display's memory as a picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 128, 64
_PAGE = 8  # rows of pixels in a page


def picture_of(pages: bytes) -> Image.Image:
    """The picture (mode "1") that 8 pages of 128 bytes stand for; bit 0 of a byte is on top."""
    columns = np.frombuffer(pages, np.uint8).reshape(HEIGHT // _PAGE, 1, WIDTH)
    bits = np.unpackbits(columns, axis=1, bitorder="little")
    return Image.fromarray(255 * bits.reshape(HEIGHT, WIDTH)).convert("1")
