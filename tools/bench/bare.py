"""How late the machine itself is: a thread that waits until moments of a grid, and does no more.

    python -m tools.bench.bare SECONDS

It waits as the box's agenda does, with the same priority if it may have it, and prints by how many
milliseconds it is off the grid, a steady delay counting as none: median, p99, most.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time

import numpy as np

from appliance.realtime.tuning import favour_this_thread
from tools.bench.results import spread

GAP = 0.01  # seconds


def main() -> None:
    """Wait, and tell."""
    moments: list[float] = []
    thread = threading.Thread(target=wait, args=(float(sys.argv[1]), moments))
    gc.disable()
    thread.start()
    thread.join()
    delays = 1000 * (np.array(moments) - GAP * np.arange(len(moments)))
    print(json.dumps(spread(np.abs(delays - np.median(delays)))))


def wait(seconds: float, moments: list[float]) -> None:
    """Wake at each moment of a grid, and note when it was."""
    favour_this_thread()
    never, begin = threading.Condition(), time.monotonic()
    with never:
        for number in range(1, int(seconds / GAP)):
            while (left := begin + number * GAP - time.monotonic()) > 0:
                never.wait(left)
            moments.append(time.monotonic())


if __name__ == "__main__":
    main()
