"""The splash, ready made: what draws pictures would take longer to load than all the rest.

It is `panel.screens.splash_screen("Starting")`; a test tells when that has changed, and how to make
this anew.
"""

from __future__ import annotations

import zlib
from binascii import a2b_base64

PAGES, COLUMNS = 8, 128
PACKED = """
eNrVkr0NwjAQhZ9tCUSarGCUBbJBKFnDW6SzS8bICBnBo1xJ6Q3CncFKaKAwKfhk6d67848sPaACsgXCXozXwsiuPRVadmpF
ZityLlP9fKSeoQiEwCtwKxBJnedNL6WXkPLcVUZ1eH9gvBfF3xShBu+ceGBZzs75YTOU2XunDvuRrrNf+HEaes7BDTbxvdMU
QRebzV2iGBH3DGJGM5w1o6G0NjDSY5OVgWqaI/6LB215RTc=
"""


def pages() -> list[bytes]:
    """The 8 pages of 128 bytes, as the controllers keep them."""
    whole = zlib.decompress(a2b_base64(PACKED))
    return [whole[start : start + COLUMNS] for start in range(0, PAGES * COLUMNS, COLUMNS)]


def turned(pages: list[bytes]) -> list[bytes]:
    """The same by half a turn."""
    return [page[::-1].translate(_UPSIDE_DOWN) for page in reversed(pages)]


_UPSIDE_DOWN = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
