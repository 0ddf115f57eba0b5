"""A running listening test of short made-up sounds, for tests of its server and its page."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Thread

import numpy as np

from tools.listen.interview import Interview
from tools.listen.items import Item
from tools.listen.pairs import questions
from tools.listen.preferences import FILE
from tools.listen.server import ListeningServer

SECONDS, BEGINS, RATE = 20.0, 0.3, 8000


def beep(path: Path, pitch: float) -> Path:
    """A short sound as a WAV file."""
    time = np.arange(int(SECONDS * RATE)) / RATE
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((8000 * np.sin(2 * np.pi * pitch * time)).astype("<i2").tobytes())
    return path


def made_up(folder: Path, count: int) -> list[Item]:
    """Items of two versions each."""
    return [
        Item(
            f"folk/{number}",
            "folk",
            BEGINS,
            {
                "human": beep(folder / f"h{number}.wav", 440.0 + number),
                "lstm": beep(folder / f"l{number}.wav", 660.0 + number),
            },
        )
        for number in range(count)
    ]


@contextmanager
def listening(folder: Path, count: int, answered: int = 0) -> Iterator[ListeningServer]:
    """A server that asks so many questions and keeps the answers in a folder."""
    asked = questions(made_up(folder, count), (), Random(1))
    with ListeningServer(Interview(asked, answered, folder / FILE), 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
