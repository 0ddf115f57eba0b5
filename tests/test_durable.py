"""What is written whole is said to be kept, and only then."""

import logging

import pytest

from appliance.__main__ import LOG, main
from appliance.durable import write_whole


@pytest.fixture
def usual_level():
    logger = logging.getLogger("appliance")
    before = logger.level
    yield
    logger.setLevel(before)


def test_what_is_kept_is_said(tmp_path, caplog):
    with caplog.at_level(logging.DEBUG):
        write_whole(tmp_path / "file", b"content")
    assert caplog.messages == [f"kept {tmp_path / 'file'}, 7 bytes"]


def test_what_is_not_kept_is_not_said(tmp_path, caplog):
    (tmp_path / "file").mkdir()
    with caplog.at_level(logging.DEBUG), pytest.raises(OSError):
        write_whole(tmp_path / "file", b"content")
    assert caplog.messages == []


@pytest.mark.parametrize(("told", "level"), [("debug", logging.DEBUG), ("", logging.NOTSET)])
def test_the_environment_asks_for_such_words(monkeypatch, usual_level, told, level):
    monkeypatch.setenv(LOG, told)
    main(["genres"])
    assert logging.getLogger("appliance").level == level
