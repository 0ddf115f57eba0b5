"""Outputs that hand over to a queue of the kernel's, or do without."""

from __future__ import annotations

import logging

import pytest

from appliance.midi import outlets
from appliance.midi.alsa_queue import NoQueue
from appliance.midi.api import Api
from appliance.midi.messages import channel_of, note_off, note_on, silence, silence_all
from appliance.midi.outputs import NO_SYNTH, PATIENCE, MidiOutputs
from appliance.midi.present import Present
from appliance.midi.ties import Own, Ties

ON, OFF = note_on(2, 60, 90), note_off(2, 60)
SYNTH, OTHER = "Synth:in 20:0", "Other:in 24:0"


class FakeWatcher:
    """Shows what is there when told to."""

    api = None

    def __init__(self) -> None:
        self._listener = None

    def add(self, listener) -> None:
        self._listener = listener

    def remove(self, listener) -> None:
        listener.leave()

    def show(
        self,
        *sinks: str,
        api: Api = Api.ALSA,
        sources: tuple[str, ...] = (),
        ties: Ties | None = None,
    ) -> None:
        self._listener.look(Present(api, sources, sinks, ties))


class FakePort:
    """Remembers what it was sent, and what it was handed."""

    def __init__(self, sink: str | None, log: list[str]) -> None:
        self.sink, self.log, self.refuses = sink, log, False
        self.sent: list[bytes] = []
        self.handed: list[tuple[bytes, float, int]] = []

    @property
    def played(self) -> list[bytes]:
        """What was sent after the silence that comes first."""
        silence = [*silence_all()]
        assert self.sent[: len(silence)] == silence
        return self.sent[len(silence) :]

    def send(self, message: bytes) -> None:
        self.sent.append(message)

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        if self.refuses:
            raise OSError("full")
        self.handed.append((message, due, tag))

    def close(self) -> None:
        self.log.append(f"closed {self.sink}")


class FakeQueue:
    """Opens fake ports."""

    def __init__(self) -> None:
        self.ports: dict[str | None, FakePort] = {}
        self.log: list[str] = []

    def port(self, sink: str | None) -> FakePort:
        self.ports[sink] = FakePort(sink, self.log)
        return self.ports[sink]

    def take_back(self, tag: int, channel: int | None = None) -> None:
        self.log.append(f"took back {tag} on {channel}")

    def close(self) -> None:
        self.log.append("closed the queue")


@pytest.fixture
def watcher() -> FakeWatcher:
    return FakeWatcher()


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def outputs(watcher: FakeWatcher, queue: FakeQueue) -> MidiOutputs:
    outputs = MidiOutputs(watcher, open_queue=lambda: queue)
    outputs.start()
    return outputs


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> dict[str | None, FakePort]:
    """The ports that are opened without a queue."""
    ports: dict[str | None, FakePort] = {}

    def client(api: Api, sink: str | None) -> FakePort:
        ports[sink] = FakePort(sink, [])
        return ports[sink]

    monkeypatch.setattr(outlets, "OutputClient", client)
    return ports


def test_with_alsa_the_queue_is_handed_what_is_to_sound(
    outputs: MidiOutputs, watcher: FakeWatcher, queue: FakeQueue
) -> None:
    assert outputs.queue is None
    watcher.show(SYNTH)
    assert outputs.queue is outputs and outputs.ahead > 0
    outputs.send_at(ON, 1e9)
    outputs.send(note_on(2, 64, 90))
    for port in queue.ports.values():
        assert port.handed == [(ON, 1e9, 60)]
        assert port.played == [note_on(2, 64, 90)]
    assert set(queue.ports) == {None, SYNTH}


def test_what_is_no_message_is_not_handed_over_nor_anything_before_the_start(
    watcher: FakeWatcher, queue: FakeQueue
) -> None:
    outputs = MidiOutputs(watcher, open_queue=lambda: queue)
    outputs.send_at(ON, 1e9)
    outputs.start()
    watcher.show()
    outputs.send_at(b"\x90", 1e9)
    assert queue.ports[None].handed == []


def test_a_synth_that_comes_later_is_silenced_first(
    outputs: MidiOutputs, watcher: FakeWatcher, queue: FakeQueue
) -> None:
    watcher.show(SYNTH)
    outputs.send_at(ON, 1e9)
    watcher.show(SYNTH, OTHER)
    assert queue.ports[OTHER].played == []
    assert {channel_of(message) for message in queue.ports[OTHER].sent} == {*range(1, 17)}
    watcher.show(OTHER)
    assert queue.log == [f"closed {SYNTH}"]


def test_recalling_takes_notes_back_from_the_kernel(
    outputs: MidiOutputs, watcher: FakeWatcher, queue: FakeQueue
) -> None:
    watcher.show(SYNTH)
    outputs.send_at(ON, 1e9)
    outputs.recall()
    assert queue.log == ["took back 60 on 2"]
    assert queue.ports[SYNTH].played == []


def test_leaving_takes_back_ends_what_sounds_and_closes_the_queue_last(
    outputs: MidiOutputs, watcher: FakeWatcher, queue: FakeQueue
) -> None:
    watcher.show(SYNTH)
    outputs.send(ON)
    outputs.send_at(OFF, 1e9)
    outputs.close()
    assert queue.ports[SYNTH].played == [ON, OFF, *silence(2)]
    assert queue.log == ["took back 60 on 2", "closed None", f"closed {SYNTH}", "closed the queue"]
    assert outputs.queue is None


def test_a_port_that_refuses_is_dropped_and_tied_anew(
    outputs: MidiOutputs, watcher: FakeWatcher, queue: FakeQueue
) -> None:
    watcher.show(SYNTH)
    queue.ports[SYNTH].refuses = True
    outputs.send_at(ON, 1e9)
    assert outputs.names == ()
    watcher.show(SYNTH)
    assert outputs.names == ("Synth",)


def test_without_a_queue_rtmidi_sends_and_that_is_said_once(
    watcher: FakeWatcher, plain: dict[str | None, FakePort], caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def refuse():
        asked.append(1)
        raise NoQueue("no precise timer")

    outputs = MidiOutputs(watcher, open_queue=refuse)
    outputs.start()
    with caplog.at_level(logging.WARNING):
        watcher.show(SYNTH)
    assert outputs.queue is None
    outputs.send(ON)
    assert plain[SYNTH].played == [ON]
    assert len(asked) == 1
    assert caplog.messages == [
        "no queue of ALSA's, so that Python keeps the time: no precise timer"
    ]


KEYS, THROUGH = "Keys:out 24:0", "Midi Through:Port-0 14:0"


def test_where_nothing_sounds_that_is_said_after_a_while(
    watcher: FakeWatcher, queue: FakeQueue
) -> None:
    now = [100.0]
    outputs = MidiOutputs(watcher, open_queue=lambda: queue, clock=lambda: now[0])
    outputs.start()
    watcher.api = Api.ALSA

    def said(
        *sinks: str,
        sources: tuple[str, ...] = (KEYS,),
        ties: Ties | None = None,
        after: float = PATIENCE,
    ) -> str | None:
        """The sentence when this has been all there is for some seconds."""
        for seconds in (0.0, after):
            now[0] += seconds
            watcher.show(*sinks, sources=sources, ties=ties)
        return outputs.problem

    assert said(SYNTH) is None
    assert said(after=PATIENCE - 0.1) is None, "a synth that is a program may be starting anew"
    assert said() == NO_SYNTH and len(NO_SYNTH) <= 40
    assert said(SYNTH, after=0.0) is None
    assert said() == NO_SYNTH
    assert said(sources=()) is None, "nobody is there: that is said by those who hear"
    assert said(THROUGH) == NO_SYNTH
    tied = Ties(frozenset({(Own.OUT.value, "14:0")}))
    assert said(THROUGH, ties=tied) is None, "what a person has tied to the box may sound"
    outputs.close()
    assert outputs.problem is None


def test_with_jack_no_queue_is_asked_for(
    watcher: FakeWatcher, plain: dict[str | None, FakePort]
) -> None:
    outputs = MidiOutputs(watcher, open_queue=lambda: pytest.fail("JACK has no queue of ALSA's"))
    outputs.start()
    watcher.show("Synth:in", api=Api.JACK)
    assert outputs.queue is None
    assert set(plain) == {None, "Synth:in"}
