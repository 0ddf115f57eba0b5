"""The box says what an update has to say, and tells it when nobody plays."""

import os
import time

import pytest

from appliance.updates import SAID_SECONDS, Updates, quiet_file
from tests.box.running import PATIENCE, running_box


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def updates(tmp_path, clock):
    return Updates(tmp_path / "quiet", tmp_path / "news", clock)


def _tell(tmp_path, text, version=1):
    file = tmp_path / "news"
    file.write_text(text)
    os.utime(file, ns=(version, version))


def test_where_nothing_is_updated_there_is_nothing_to_say(updates):
    assert updates.news is None


def test_words_are_said_for_a_minute(updates, tmp_path, clock):
    _tell(tmp_path, "Updated to 0.2.0\n")
    assert updates.news == "Updated to 0.2.0"
    clock.now += SAID_SECONDS - 1
    assert updates.news == "Updated to 0.2.0"
    clock.now += 1
    assert updates.news is None


def test_the_same_words_again_are_said_again(updates, tmp_path, clock):
    _tell(tmp_path, "Update refused: not signed by us\n")
    assert updates.news
    clock.now += SAID_SECONDS
    assert updates.news is None
    _tell(tmp_path, "Update refused: not signed by us\n", version=2)
    assert updates.news == "Update refused: not signed by us"


def test_words_that_are_to_stay_do(updates, tmp_path, clock):
    _tell(tmp_path, "Updating: keep the stick in\nstay\n")
    for _ in range(3):
        assert updates.news == "Updating: keep the stick in"
        clock.now += SAID_SECONDS
    (tmp_path / "news").unlink()
    assert updates.news is None


@pytest.mark.parametrize("text", ["", "\n", "\nstay\n"])
def test_an_empty_file_says_nothing(updates, tmp_path, text):
    _tell(tmp_path, text)
    assert updates.news is None


def test_what_does_not_fit_is_cut(updates, tmp_path):
    (tmp_path / "news").write_bytes(b"\xff" * 500)
    assert len(updates.news) == 40


def test_a_rest_renews_the_file_but_not_at_every_step(updates, tmp_path, clock):
    quiet = tmp_path / "quiet"
    updates.rest()
    assert quiet.exists()
    os.utime(quiet, (0, 0))
    updates.rest()
    assert quiet.stat().st_mtime == 0
    clock.now += 2
    updates.rest()
    assert quiet.stat().st_mtime > 0


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path):
    Updates(tmp_path / "none" / "quiet").rest()
    Updates(None).rest()


def test_the_file_lies_in_the_service_s_folder():
    assert str(quiet_file({"RUNTIME_DIRECTORY": "/run/antiphon"})) == "/run/antiphon/quiet"
    assert quiet_file({}) is None


def test_a_box_that_nobody_plays_renews_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with running_box("--no-web", folder=tmp_path):
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "quiet").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
