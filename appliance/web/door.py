"""The way in from a network: whoever can read the box's display, and nobody else.

    stranger ── any page ─────────► the door's page, and the display shows the code for a while
             ── ENTER, the code ──► Tries: may they? is it the code? ──► a pass, in a cookie
    guest    ── all there is, with the pass

The code is another at every start, and is kept in no file (a box without a display has it in its
log): whoever is to be out is out when the box is switched off and on.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from math import ceil, inf
from typing import Final

from websockets.datastructures import Headers
from websockets.http11 import Response

from appliance.web.complaints import Complaints
from appliance.web.files import refused, welcomed
from appliance.web.passes import Passes
from appliance.web.tries import Tries

ENTER: Final = "/enter"
CODE_HEADER: Final = "Antiphon-Code"  # that no foreign page can send without being asked first
SHOWN_SECONDS: Final = 60.0  # and as long not, before a stranger has it shown again
DIGITS: Final = "0123456789"
LENGTH: Final = 8
WORDS: Final = "Code for the page: {}"

_log = logging.getLogger(__name__)


class Door:
    """Lets browsers in; used from the event loop's thread, but for `news`, `code` and `show`."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Args:
            port: of the page.
            clock: seconds.
        """
        self._clock = clock
        self._code = "".join(secrets.choice(DIGITS) for _ in range(LENGTH))
        self._passes, self._tries = Passes(port, clock), Tries(clock)
        self._wrong = Complaints("a wrong code", clock)
        self._said, self._until = "", -inf  # what the display says, and how long

    @property
    def code(self) -> str:
        """As a person reads it."""
        return f"{self._code[:4]} {self._code[4:]}"

    @property
    def news(self) -> str | None:
        """The code in a sentence, while the display is to show it."""
        return self._said if self._clock() < self._until else None

    def show(self, words: str = WORDS) -> None:
        """Have the display show the code for a while, in words with a place for it."""
        self._said, self._until = words.format(self.code), self._clock() + SHOWN_SECONDS

    def stranger(self) -> None:
        """Somebody who may not come in stands before the door: show the code, if not too often."""
        if self._clock() >= self._until + SHOWN_SECONDS:
            self.show()

    def knows(self, headers: Headers) -> bool:
        """True if a request comes from a browser that was let in."""
        return self._passes.hold(headers.get_all("Cookie"))

    def enter(self, headers: Headers, address: str) -> Response:
        """The answer to somebody at an address who wants to be let in."""
        codes = headers.get_all(CODE_HEADER)
        if len(codes) != 1:
            return refused(HTTPStatus.FORBIDDEN, "Which code does the display of the box show?")
        if wait := self._tries.take(address):
            return self._later(ceil(wait))
        if not self._is_code(codes[0]):
            self._wrong.add(f"from {address}")
            self.stranger()
            return refused(HTTPStatus.FORBIDDEN, "That is not the code.")
        _log.info("the page is open for %s", address)
        self._until = min(self._until, self._clock())  # it has been read
        response = welcomed()
        response.headers["Set-Cookie"] = self._passes.cookie()
        return response

    def _is_code(self, said: str) -> bool:
        digits = "".join(letter for letter in said if letter in DIGITS)
        return hmac.compare_digest(digits.encode(), self._code.encode())

    def _later(self, seconds: int) -> Response:
        words = f"Too many wrong codes: wait for {seconds} seconds."
        response = refused(HTTPStatus.TOO_MANY_REQUESTS, words)
        response.headers["Retry-After"] = str(seconds)
        return response
