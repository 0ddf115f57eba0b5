"""A page that is open: a WebSocket's other end, which reads all that the box tells it.

python -m tools.bench.reader http://127.0.0.1:8765/
"""

from __future__ import annotations

import sys

from websockets.sync.client import connect


def main() -> None:
    """Read until the box goes or somebody ends this."""
    address = sys.argv[1].replace("http:", "ws:") + "socket"
    with connect(address) as page:
        for _ in page:
            pass


if __name__ == "__main__":
    main()
