"""The log, by queue: whoever plays puts a line down, and a thread that may wait writes it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from logging.handlers import QueueHandler, QueueListener
from queue import SimpleQueue

MOST_WAITING = 1000

log = logging.getLogger(__name__)


class Logbook(QueueHandler):
    """Takes lines from any thread without waiting; beyond a bound they are left out and counted.

    Not even the text is made here: a traceback's would be read from the disk.
    """

    queue: SimpleQueue[logging.LogRecord | None]

    def __init__(self, most: int = MOST_WAITING) -> None:
        """`most` is how many lines may wait to be written."""
        super().__init__(SimpleQueue())
        self._most = most
        self._left_out = 0

    def handle(self, record: logging.LogRecord) -> bool:
        """Take a record without the lock of other handlers: nobody is waited for."""
        if wanted := bool(self.filter(record)):
            self.emit(record)
        return wanted

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """The record as it is."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue a record, and before it how many were left out, if any were."""
        if self.queue.qsize() >= self._most:
            self._left_out += 1
            return
        for each in self.owed():
            self.queue.put(each)
        self.queue.put(record)

    def owed(self) -> Iterator[logging.LogRecord]:
        """A line that says how many were left out since it was last said; none if none were."""
        left_out, self._left_out = self._left_out, 0
        if left_out:
            words = "%d lines of the log were left out"
            yield log.makeRecord(log.name, logging.WARNING, "", 0, words, (left_out,), None)


@contextmanager
def logging_by_queue(most: int = MOST_WAITING) -> Iterator[Logbook]:
    """Meanwhile a thread of its own writes what is logged; in the end, all of it is written."""
    root, logbook = logging.getLogger(), Logbook(most)
    writers = list(root.handlers)
    listener = QueueListener(logbook.queue, *writers, respect_handler_level=True)
    with ExitStack() as stack:
        for writer in writers:
            stack.enter_context(_undisturbed(writer))
        root.handlers[:] = [logbook]
        listener.start()
        try:
            yield logbook
        finally:
            root.handlers[:] = writers
            listener.stop()
            for record in logbook.owed():
                root.handle(record)


@contextmanager
def _undisturbed(writer: logging.Handler) -> Iterator[None]:
    """Let a writer have a descriptor of its own meanwhile.

    That of standard error leads nowhere for a moment now and then, so that libraries in C are not
    heard (`midi.api.hushed`), and with it went what was being logged.
    """
    if not isinstance(writer, logging.StreamHandler):
        yield
        return
    stream = writer.stream
    try:
        descriptor = os.dup(stream.fileno())
    except (AttributeError, OSError, ValueError):  # it writes to no file
        yield
        return
    with open(descriptor, "w", encoding=stream.encoding, errors="backslashreplace") as own:
        writer.setStream(own)
        try:
            yield
        finally:
            writer.setStream(stream)
