"""How late the machine itself is: a thread that waits until moments of a grid, and does no more.

    python -m tools.bench.bare SECONDS

It waits as the box's agenda does, with the same priority if it may have it, and prints the
milliseconds by which it lies off the straight grid that fits best: median, p99, most.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time

from appliance.realtime.tuning import favour_this_thread
from tools.bench.grid import Grid
from tools.bench.results import spread

GAP = 0.01  # seconds


def main() -> None:
    """Wait, and tell."""
    moments: list[float] = []
    thread = threading.Thread(target=wait, args=(float(sys.argv[1]), moments))
    gc.disable()
    thread.start()
    thread.join()
    print(json.dumps(spread(Grid.through(moments, GAP).off(moments))))


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
