"""The questions one after the other: what the page may know of them, and what it answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from appliance.music.genres import genre_keyed
from tools.listen.pairs import Question
from tools.listen.preferences import Preference, append

A, B = "a", "b"


class Interview:
    """Asks what is left to ask; every answer is in the file before the next question.

    The page knows the current question and its two sounds by tokens that are made for this one
    question alone: the same version is never recognised by its name. Safe from any thread.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        answered: int,
        path: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the first question.

        Args:
            questions: in the order in which they are asked.
            answered: how many were answered before.
            path: of the file of preferences.
            clock: tells the time in seconds.
        """
        self._questions, self._answered, self._path = list(questions), answered, path
        self._clock, self._lock, self._at = clock, Lock(), 0
        self._since: float | None = None
        self._ask()

    @property
    def answered(self) -> int:
        """How many questions are answered, those of earlier times included."""
        return self._answered + self._at

    @property
    def total(self) -> int:
        """How many questions there are, those answered before included."""
        return self._answered + len(self._questions)

    def shown(self) -> dict[str, object]:
        """The current question as the page sees it; after the last one, that there is none."""
        with self._lock:
            shown: dict[str, object] = {"total": self.total, "number": self.answered + 1}
            if self._current is None:
                return shown | {"number": self.total, "question": None}
            item = self._current.item
            self._since = self._clock() if self._since is None else self._since
            return shown | {
                "question": self._token,
                "genre": genre_keyed(item.genre).name,
                "begins": item.begins,
                "sounds": {side: token for token, (side, _) in self._sounds.items()},
            }

    def sound(self, token: str) -> Path | None:
        """The file of a sound of the current question; None for any other token."""
        with self._lock:
            return self._sounds.get(token, ("", None))[1]

    def answer(self, token: str, chosen: str | None) -> bool:
        """Keep an answer: "a", "b" or None; False if the question is not the current one.

        Raises:
            OSError: if it cannot be kept; the question stays.
        """
        with self._lock:
            now = self._current
            if now is None or token != self._token:
                return False
            append(self._path, self._preference(now, chosen))
            self._at += 1
            self._ask()
            return True

    def _preference(self, asked: Question, chosen: str | None) -> Preference:
        name = {A: asked.left, B: asked.right, None: None}[chosen]
        took = 0.0 if self._since is None else round(self._clock() - self._since, 1)
        item = asked.item
        return Preference(item.id, item.genre, asked.left, asked.right, name, took)

    def _ask(self) -> None:
        """Make tokens for the next question; its time begins when the page first asks for it."""
        self._current = self._questions[self._at] if self._at < len(self._questions) else None
        self._token = secrets.token_urlsafe(16)
        self._since = None
        self._sounds: dict[str, tuple[str, Path]] = {}
        if self._current is not None:
            for side, name in ((A, self._current.left), (B, self._current.right)):
                self._sounds[secrets.token_urlsafe(16)] = side, self._current.item.versions[name]
