"""How often somebody may try a code: a few times at once, then ever so often."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from appliance.web.bucket import Bucket

OF_ONE: Final = (4, 20.0)  # tries at once, and seconds for each further one, from one address
OF_ALL: Final = (10, 10.0)  # whatever the address
MOST_ADDRESSES: Final = 64  # that are told apart at a time
OVERRUN_SECONDS: Final = 10.0  # to wait for where there are more


class Tries:
    """Counts tries by where they come from, so that one who guesses keeps nobody else out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._of_all = Bucket(*OF_ALL, clock)
        self._of_one: dict[str, Bucket] = {}

    def take(self, address: str) -> float:
        """Count a try, if there may be one now: 0; else the seconds until there may."""
        bucket = self._bucket(address)
        if bucket is None:
            return OVERRUN_SECONDS
        wait = max(bucket.wait(), self._of_all.wait())
        if not wait:
            bucket.take()
            self._of_all.take()
        return wait

    def _bucket(self, address: str) -> Bucket | None:
        """That of an address; None: there are too many."""
        self._of_one = {each: one for each, one in self._of_one.items() if not one.full}
        if address not in self._of_one:
            if len(self._of_one) >= MOST_ADDRESSES:
                return None
            self._of_one[address] = Bucket(*OF_ONE, self._clock)
        return self._of_one[address]
