"""What waits to be sent to one page: words in their order, and the newest picture alone."""

from __future__ import annotations

import asyncio
from collections import deque

MOST_WORDS = 256


class Outbox:
    """A bounded queue between the box and one page; used from the event loop alone."""

    def __init__(self, most_words: int = MOST_WORDS) -> None:
        """Make an empty one that holds at most `most_words` texts and one picture."""
        self._most_words = most_words
        self._words: deque[str] = deque()
        self._frame: bytes | None = None
        self._filled = asyncio.Event()

    def say(self, text: str) -> bool:
        """Put a text in; False if the page has fallen so far behind that it does not fit."""
        if len(self._words) >= self._most_words:
            return False
        self._words.append(text)
        self._filled.set()
        return True

    def show(self, frame: bytes) -> None:
        """Put a picture in, in the place of one that still waits."""
        self._frame = frame
        self._filled.set()

    async def take(self) -> str | bytes:
        """Take the next thing out, words before pictures; waits until there is one."""
        await self._filled.wait()
        item = self._words.popleft() if self._words else self._take_frame()
        if not self._words and self._frame is None:
            self._filled.clear()
        return item

    def _take_frame(self) -> bytes:
        """The picture that waits."""
        frame, self._frame = self._frame, None
        assert frame is not None, "filled, yet neither words nor a picture"
        return frame
