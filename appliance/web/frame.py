"""A picture as the bytes that an SSD1306 display takes."""

from __future__ import annotations

import numpy as np
from PIL.Image import Image

FRAME_BYTES = 1024


def frame_of(picture: Image) -> bytes:
    """The picture in the display's own order.

    Args:
        picture: 128 by 64 pixels, Pillow mode "1".

    Returns:
        1024 bytes: eight pages from top to bottom, each 128 columns from left to right, the
        lowest bit of a byte uppermost.

    Raises:
        ValueError: for a picture of another size.
    """
    pixels = np.asarray(picture)
    if pixels.shape != (64, 128):
        raise ValueError(f"a picture of {picture.size}, not 128 by 64")
    pages = pixels.reshape(8, 8, 128)
    return np.packbits(pages, axis=1, bitorder="little").tobytes()
