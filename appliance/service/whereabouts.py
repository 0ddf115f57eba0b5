"""Where in the program a thread is, for the log: who hangs is to be found without a debugger."""

from __future__ import annotations

import sys
import traceback


def whereabouts(thread: int | None) -> str:
    """The calls a thread is in, the newest last, as lines; empty where there is no such thread.

    Args:
        thread: its identifier, as `threading.get_ident` gives it.
    """
    frame = None if thread is None else sys._current_frames().get(thread)
    return "" if frame is None else "".join(traceback.format_stack(frame)).rstrip()
