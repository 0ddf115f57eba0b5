"""Ports that come and go in the moment in which one is opened; no MIDI system needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from appliance.midi import clients, inputs
from appliance.midi.api import Api
from appliance.midi.clients import Hear, InputClient, OutputClient
from appliance.midi.inputs import MidiInputs
from appliance.midi.messages import note_off, note_on
from appliance.midi.present import Present

FIRST, WANTED, THIRD = "A:a 20:0", "B:b 24:0", "C:c 28:0"
THERE = (FIRST, WANTED, THIRD)

Open = Callable[[], object]


class Client:
    """An rtmidi client that sees other ports from the moment on in which it opens one."""

    there: Sequence[str] = THERE
    then: Sequence[str] = THERE
    closed = 0

    def __init__(self, api: int, name: str) -> None:
        self.tied: str | None = None
        self.calls_back = False

    def get_ports(self) -> list[str]:
        return [*(self.there if self.tied is None else self.then)]

    def open_port(self, place: int, name: str) -> None:
        if place >= len(self.then):
            raise clients.rtmidi.InvalidPortError("no such port")
        self.tied = self.then[place]

    def set_callback(self, call: object) -> None:
        self.calls_back = True

    def cancel_callback(self) -> None:
        self.calls_back = False

    def close_port(self) -> None:
        assert not self.calls_back, "it would hang, if a message came just now"
        Client.closed += 1

    def ignore_types(self, **kinds: bool) -> None: ...
    def delete(self) -> None: ...


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    monkeypatch.setattr(clients.rtmidi, "MidiIn", Client)
    monkeypatch.setattr(clients.rtmidi, "MidiOut", Client)
    monkeypatch.setattr(Client, "closed", 0)
    return Client


@pytest.mark.parametrize(
    "opens",
    [
        lambda: InputClient(Api.ALSA, lambda *_: None, WANTED),
        lambda: OutputClient(Api.ALSA, WANTED),
    ],
)
@pytest.mark.parametrize(
    ("then", "is_tied"),
    [
        (THERE, True),
        ((*THERE, "D:d 32:0"), True),
        ((FIRST, WANTED), True),
        ((WANTED, THIRD), False),
        (("D:d 16:0", *THERE), False),
        ((FIRST,), False),
    ],
)
def test_no_port_is_taken_for_another_whatever_comes_or_goes_meanwhile(
    client: type[Client],
    monkeypatch: pytest.MonkeyPatch,
    opens: Open,
    then: Sequence[str],
    is_tied: bool,
) -> None:
    monkeypatch.setattr(client, "then", then)
    if is_tied:
        opens()
    else:
        with pytest.raises(OSError, match=WANTED):
            opens()
    assert client.closed == int(not is_tied)


def test_notes_of_another_that_was_tied_for_a_moment_end(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[bytes, str]] = []

    def client(api: Api, hear: Hear, source: str | None, passing: Sequence[str]) -> None:
        if source is not None:
            hear(0.0, note_on(1, 60, 90))
            raise OSError("ports came or went meanwhile")

    monkeypatch.setattr(inputs, "InputClient", client)
    keyboards = MidiInputs(lambda _, message, source: heard.append((message, source)))
    keyboards.look(Present(Api.ALSA, (WANTED,)))
    assert heard == [(note_on(1, 60, 90), WANTED), (note_off(1, 60), WANTED), (b"", WANTED)]
    assert keyboards.names == ()
