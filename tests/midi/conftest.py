"""One private JACK server for all tests of this folder that send real MIDI."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.midi.fake_ports import unplug_all
from tests.midi.jack_server import is_a_client, jack_server


@pytest.fixture(scope="session")
def _session_server() -> Iterator[str]:
    with jack_server() as name:
        yield name


@pytest.fixture
def jack(_session_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's name; this process talks to it and to no other while the test runs."""
    monkeypatch.setenv("JACK_DEFAULT_SERVER", _session_server)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    yield _session_server
    unplug_all()
    assert not is_a_client(), "a client of the JACK server is left"
