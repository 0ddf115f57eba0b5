"""The log by queue: nobody waits for it, and nothing is lost unless it is said."""

import io
import logging
import os
import threading
from contextlib import suppress

import pytest

from appliance.realtime.logbook import logging_by_queue

log = logging.getLogger("tests.logbook")


class Paper(logging.Handler):
    """Writes into memory; may be held up."""

    def __init__(self):
        super().__init__()
        self.lines, self.threads = [], set()
        self.free = threading.Event()
        self.free.set()

    def emit(self, record):
        self.free.wait(10)
        self.threads.add(threading.current_thread())
        self.lines.append(self.format(record))


@pytest.fixture
def paper():
    root, paper = logging.getLogger(), Paper()
    before, level = list(root.handlers), root.level
    root.handlers[:] = [paper]
    root.setLevel(logging.INFO)
    yield paper
    root.handlers[:] = before
    root.setLevel(level)


def test_all_is_written_in_order_by_another_thread_and_none_is_left_in_the_end(paper):
    with logging_by_queue():
        for number in range(500):
            log.info("line %d", number)
    assert paper.lines == [f"line {number}" for number in range(500)]
    assert threading.current_thread() not in paper.threads
    log.info("afterwards")
    assert paper.lines[-1] == "afterwards"


def test_nobody_waits_for_a_writer_that_is_held_up_and_what_is_left_out_is_counted(paper):
    paper.free.clear()
    with logging_by_queue(most=10):
        for number in range(100):  # returns although nothing is written
            log.info("line %d", number)
        assert paper.lines == []
        paper.free.set()
    kept = [line for line in paper.lines if line.startswith("line")]
    assert kept == [f"line {number}" for number in range(len(kept))]
    assert 10 <= len(kept) <= 11
    assert paper.lines[-1] == f"{100 - len(kept)} lines of the log were left out"


def test_the_count_comes_before_the_next_line_that_is_kept(paper):
    paper.free.clear()
    with logging_by_queue(most=2) as logbook:
        for _ in range(9):
            log.info("early")
        paper.free.set()
        while logbook.queue.qsize():
            pass
        log.info("late")
    assert [line for line in paper.lines if line != "early"] == [
        f"{9 - paper.lines.count('early')} lines of the log were left out",
        "late",
    ]


def test_a_traceback_is_written_and_what_is_not_wanted_is_not(paper):
    paper.setLevel(logging.ERROR)
    with logging_by_queue():
        log.info("small talk")
        try:
            raise ValueError("of no use")
        except ValueError:
            log.exception("it failed")
    (line,) = paper.lines
    assert line.startswith("it failed\nTraceback") and line.endswith("ValueError: of no use")


def test_whatever_ends_the_command_the_log_is_as_it_was(paper):
    before = list(logging.getLogger().handlers)
    with suppress(KeyboardInterrupt), logging_by_queue():
        log.warning("the last word")
        raise KeyboardInterrupt
    assert paper.lines == ["the last word"]
    assert logging.getLogger().handlers == before


def test_a_stream_is_flushed(paper):
    stream = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(stream))
    with logging_by_queue():
        log.info("to a stream")
    assert stream.getvalue() == "to a stream\n"


def test_what_is_written_while_libraries_are_hushed_is_not_lost(paper, tmp_path):
    """Their standard error leads nowhere for a moment, and the log's own would with it."""
    with (tmp_path / "file").open("w") as file, open(os.devnull, "w") as nowhere:
        handler = logging.StreamHandler(file)
        logging.getLogger().addHandler(handler)
        with logging_by_queue():
            os.dup2(nowhere.fileno(), file.fileno())
            log.info("meanwhile")
        assert handler.stream is file
    assert (tmp_path / "file").read_text() == "meanwhile\n"
