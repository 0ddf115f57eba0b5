"""Learns from the JACK library that its server has ended, without running any Python for it.

The library tells on a thread of its own, and cancels that thread when the client is closed. Were it
waiting for Python's interpreter lock just then, the lock would be stuck for good. So what it calls
is C's own `sem_post`.
"""

from __future__ import annotations

import ctypes

_SEMAPHORE = ctypes.c_long * 8  # no smaller than a sem_t anywhere


class JackEnd:
    """The end of the server that a client hangs on; kept for as long as the client is open."""

    def __init__(self, jack: ctypes.CDLL, client: int) -> None:
        """Ask to be told.

        Args:
            jack: the JACK library.
            client: its client, not yet activated.
        """
        self._c = ctypes.CDLL(None)
        self._semaphore = _SEMAPHORE()
        self._c.sem_init(ctypes.byref(self._semaphore), 0, 0)
        jack.jack_on_shutdown.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        jack.jack_on_shutdown.restype = None
        raise_it = ctypes.cast(self._c.sem_post, ctypes.c_void_p)
        jack.jack_on_shutdown(client, raise_it, ctypes.addressof(self._semaphore))

    @property
    def has_come(self) -> bool:
        """True once the server has ended."""
        value = ctypes.c_int()
        self._c.sem_getvalue(ctypes.byref(self._semaphore), ctypes.byref(value))
        return value.value > 0
