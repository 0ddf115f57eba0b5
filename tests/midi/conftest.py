"""One private JACK server for all tests of this folder that send real MIDI."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.midi.jack_server import jack_server


@pytest.fixture(scope="session")
def _session_server() -> Iterator[str]:
    with jack_server() as name:
        yield name


@pytest.fixture
def jack(_session_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's name; this process talks to it and to no other while the test runs."""
    monkeypatch.setenv("JACK_DEFAULT_SERVER", _session_server)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    return _session_server
