"""Both at once: the box answers the last bars while the player goes on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.phases import Phase, Signal
from appliance.models.predictor import EchoPredictor
from appliance.music.notes import Note
from appliance.music.score import messages_by_step
from tests.jam.test_jam_engine import answers, jam_with, phases

BOTH = Controls(mode=Mode.OVERLAP, bars=1, replay=True, silence=1.0, theme=1.0)


def scale(bars, begin=0):
    return [Note(begin + 4 * n, 3, 60 + n % 12) for n in range(4 * bars)]


def test_every_bar_is_answered_in_the_next_one_while_the_player_goes_on():
    events, views = jam_with(EchoPredictor(), scale(4), 100, BOTH)
    assert phases(views) == [(0, Phase.LISTEN), (15, Phase.RESPOND), (79, Phase.LISTEN)]
    starts = [step for step, _, velocity in answers(events) if velocity]
    assert min(starts) >= 16
    for bar in range(1, 5):
        assert any(16 * bar <= step < 16 * bar + 16 for step in starts), bar
    assert max(starts) < 80


def test_the_player_is_always_on():
    _, views = jam_with(EchoPredictor(), scale(4), 100, BOTH)
    assert all(view.players_turn for view in views)


def test_a_flip_ends_it_and_what_is_being_played_is_the_next_call():
    _, views = jam_with(EchoPredictor(), scale(4), 60, BOTH, flips=[39])
    assert phases(views)[:3] == [(0, Phase.LISTEN), (15, Phase.RESPOND), (39, Phase.LISTEN)]
    assert not views[39].waiting


@pytest.mark.parametrize("bars", [1, 2, 4])
def test_a_player_who_stops_is_answered_once_and_waited_for(bars):
    controls = replace(BOTH, bars=bars)
    _, views = jam_with(EchoPredictor(), scale(bars), 48 * bars + 20, controls)
    assert [phase for _, phase in phases(views)] == [Phase.LISTEN, Phase.RESPOND, Phase.LISTEN]
    assert phases(views)[-1][0] == 32 * bars - 1
    assert views[-1].waiting


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 8), st.integers(50, 80)), max_size=12),
    st.sets(st.integers(0, 120), max_size=4),
)
def test_no_note_is_left_sounding(notes, flips):
    played = messages_by_step([Note(*note) for note in notes])
    jam, held = Jam(EchoPredictor(), 1), set()
    for step in range(260):
        signal = Signal.HAND_OVER if step in flips else None
        for _, message in jam.step(played.get(step, ()), BOTH, signal).play:
            (held.add if message.is_on else held.remove)(message.pitch)
    assert held == set()
