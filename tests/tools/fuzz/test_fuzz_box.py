"""A whole box in fast time, whatever comes over its wires; the short form of `make fuzz`."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode, TempoFrom
from appliance.midi.messages import note_off, note_on
from appliance.realtime.devices import PanelEvent
from tools.fuzz.box import FastBox, Setup
from tools.fuzz.life import Life, Plan, compare_clocks
from tools.fuzz.minds import networks
from tools.fuzz.script import FIELDS, Action, Does, Goes, Hears, Says, Scripted, Sets, Waits
from tools.fuzz.tally import Tally

DATA = st.integers(0, 127)
NOTES = st.builds(note_on, st.integers(1, 16), DATA, DATA) | st.builds(
    note_off, st.integers(1, 16), DATA
)
CONTROLLERS = st.builds(
    lambda number, value: bytes((0xB0, number, value)),
    st.sampled_from([*range(20, 32), *range(102, 114), 120, 123, 64]),
    st.sampled_from([0, 64, 127]),
)
REALTIME = st.sampled_from([bytes([status]) for status in (0xF8, 0xFA, 0xFB, 0xFC, 0xFE, 0xFF)])
PIECES = st.lists(NOTES | CONTROLLERS | REALTIME | st.binary(max_size=6), max_size=40)
HEARD = st.builds(Hears, st.integers(0, 3), PIECES.map(b"".join))
WORDS = st.builds(
    lambda *message: json.dumps({"midi": message}), st.sampled_from([0x90, 0x80, 0x9F]), DATA, DATA
) | st.text(max_size=30)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    HEARD,
    HEARD,
    st.builds(Waits, st.integers(1, 80)),
    st.builds(Waits, st.integers(1, 80)),
    st.builds(Does, st.sampled_from(PanelEvent)),
    st.builds(Sets, st.sampled_from(FIELDS), st.integers(0, 9)),
    st.builds(Says, st.integers(0, 1), WORDS),
    st.builds(Goes, port=st.integers(0, 3)),
    st.builds(Goes, page=st.integers(0, 1)),
)
SETUPS = st.builds(
    lambda mode, tempo_from, players, thru, replay: Setup(
        thru=thru,
        controls=Controls(mode=mode, tempo_from=tempo_from, players=players, replay=replay),
    ),
    st.sampled_from(Mode),
    st.sampled_from(TempoFrom),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
)
CALL = [
    each
    for pitch in (60, 64, 67)
    for each in (Hears(0, note_on(1, pitch, 90)), Waits(9), Hears(0, note_off(1, pitch)))
]
FLIP = [Waits(9), Does(PanelEvent.FLIP), Waits(90)]


@settings(max_examples=60)
@given(SETUPS, st.lists(ACTIONS, max_size=30))
def test_whatever_is_done_to_a_box_it_plays_on_and_comes_to_rest(
    setup: Setup, actions: list[Action]
) -> None:
    Scripted(setup, actions).play()


@pytest.mark.parametrize("mode", Mode)
def test_a_box_in_fast_time_plays_as_boxes_do(mode: Mode) -> None:
    box = Scripted(Setup(controls=Controls(mode=mode)), CALL + FLIP).play()
    assert box.queued.sounding.started > 3
    assert box.plain.sounding.started == box.queued.sounding.started


def test_pages_and_keyboards_play_the_same_box() -> None:
    said = '{"midi":[144,72,90]}', '{"midi":[128,72,64]}', '{"panel":"flip"}'
    actions: list[Action] = []
    for words in said:
        actions += [Says(0, words), Waits(9)]
    box = Scripted(Setup(controls=Controls(replay=True)), [*actions, Waits(30)]).play()
    assert box.queued.sounding.started > 0


@pytest.mark.parametrize("seed", [11, 12])
def test_a_box_outlives_floods_noise_and_pulled_plugs(seed: int) -> None:
    tally = Tally()
    Life(seed, tally, Plan(episodes=2, seconds=8.0)).live()
    assert (tally.lives, tally.bytes > 1000, tally.started > 0) == (1, True, True)


def test_a_box_with_its_networks_does_as_well() -> None:
    tally = Tally()
    Life(3, tally, Plan(episodes=1, seconds=3.0, minds=networks)).live()
    assert tally.steps > 20


def test_whatever_comes_the_clock_is_that_of_a_box_in_peace() -> None:
    tally = Tally()
    compare_clocks(5, tally, episodes=1)
    assert (tally.twins, tally.bytes > 1000) == (1, True)


def test_a_life_is_the_same_again_with_its_seed() -> None:
    told = []
    for _ in range(2):
        life = Life(21, Tally(), Plan(episodes=1, seconds=5.0))
        life.live()
        told.append((life.box.steps, [*life.box.queued.sounding.ticks], life.box.modes))
    assert told[0] == told[1]


def test_a_box_in_peace_says_nothing() -> None:
    box = FastBox(replace(Setup(), seed=1), lambda begin, end: None)
    box.run(40)
    assert (box.queued.sounding.started, box.plain.sounding.started) == (0, 0)
