"""Keeping open ports in step with those that should be; no MIDI system needed."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.api import Api
from appliance.midi.links import Links
from appliance.midi.present import Present
from appliance.midi.ties import Own, Ties

HERE = Present(Api.ALSA)
NAMES = st.lists(st.sampled_from(["A:a 20:0", "B:b 24:0", "C:c 28:0"]), unique=True)


class Port:
    """Counts what is done with it."""

    def __init__(self) -> None:
        self.closed = 0
        self.is_broken = False

    def close(self) -> None:
        self.closed += 1

    def act(self) -> None:
        assert not self.closed, "a closed port must never be used again"
        if self.is_broken:
            raise OSError("broken")


class Bench:
    """Links to such ports, and a record of all that were ever opened."""

    def __init__(self) -> None:
        self.opened: list[tuple[str | None, Port]] = []
        self.refused: set[str | None] = set()
        self.links: Links[Port] = Links(Own.SYNTH, self.tie)

    def tie(self, _: Api, name: str | None) -> Port:
        if name in self.refused:
            raise OSError("refused")
        self.opened.append((name, Port()))
        return self.opened[-1][1]


@given(st.lists(NAMES))
def test_what_is_open_is_what_is_wanted_and_nothing_leaks(lists: list[list[str]]) -> None:
    bench = Bench()
    for wanted in lists:
        bench.links.update(HERE, wanted)
        bench.links.each(Port.act)
        assert set(bench.links.names) == set(wanted)
        still_open = {name for name, port in bench.opened if not port.closed}
        assert still_open == {None, *wanted}
    bench.links.clear()
    assert all(port.closed == 1 for _, port in bench.opened)


def test_without_a_midi_system_nothing_opens() -> None:
    bench = Bench()
    bench.links.update(Present(), [])
    assert bench.opened == []


def test_where_the_midi_system_ends_all_is_closed_and_where_it_comes_back_opened() -> None:
    bench = Bench()
    bench.links.update(HERE, ["A:a 20:0"])
    bench.links.update(Present(), [])
    assert [port.closed for _, port in bench.opened] == [1, 1]
    assert bench.links.names == ()
    bench.links.update(HERE, ["A:a 20:0"])
    assert [name for name, port in bench.opened if not port.closed] == [None, "A:a 20:0"]


def test_a_port_that_fails_is_dropped_once_logged_once_and_opened_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench()
    bench.links.update(HERE, ["A:a 20:0"])
    port = bench.opened[-1][1]
    port.is_broken = True
    with caplog.at_level(logging.WARNING):
        bench.links.each(Port.act)
        bench.links.each(Port.act)
    assert bench.links.names == ()
    assert len(caplog.records) == 1
    bench.links.update(HERE, ["A:a 20:0"])
    assert port.closed == 1
    assert bench.links.names == ("A:a 20:0",)


def test_a_port_that_refuses_is_tried_at_every_look_but_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench()
    bench.refused = {"A:a 20:0"}
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            bench.links.update(HERE, ["A:a 20:0"])
    assert len(caplog.records) == 1
    assert bench.links.names == ()
    bench.refused.clear()
    bench.links.update(HERE, ["A:a 20:0"])
    assert bench.links.names == ("A:a 20:0",)


def test_a_tie_that_was_cut_behind_our_back_is_made_anew() -> None:
    bench = Bench()
    tied = Present(Api.ALSA, ties=Ties(frozenset({("synth", "20:0"), ("keyboard", "20:0")})))
    cut = Present(Api.ALSA, ties=Ties(frozenset({("synth", "24:0")})))
    for present in (HERE, tied):
        bench.links.update(present, ["A:a 20:0"])
    first = bench.opened[-1][1]
    bench.links.update(cut, ["A:a 20:0"])
    assert first.closed == 1
    assert bench.links.names == ("A:a 20:0",)
    second = bench.opened[-1][1]
    bench.links.update(cut, ["A:a 20:0"])
    assert second.closed == 0, "a tie that was never seen is not taken for broken"
