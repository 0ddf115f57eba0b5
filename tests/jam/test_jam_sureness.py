"""How sure the box says it is of the player: only while they play, and at no cost."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.phases import Phase
from appliance.jam.steady import Steady
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.music.events import HOLD, onset
from appliance.music.notes import Note
from appliance.music.score import messages_by_step
from tests.jam.asking import asked

RIFF = [(60, 2), (63, 2), (65, 2), (67, 4), (65, 2), (63, 4)]
BY_SWITCH = Controls(replay=False, silence=0.0)


def tune(figure, times):
    """The figure again and again, as notes."""
    notes, step = [], 0
    for pitch, length in figure * times:
        notes.append(Note(step, length, pitch))
        step += length
    return notes


def views_of(predictor, notes, steps, controls=BY_SWITCH, flips=()):
    jam, played = Jam(predictor, 1), messages_by_step(notes)
    return [
        jam.step(played.get(step, ()), controls, asked(step in flips)).view for step in range(steps)
    ]


def mean_sureness(views):
    return sum(view.sureness for view in views) / len(views)


class Counting:
    """A network that counts how often it is asked."""

    def __init__(self, network):
        self.network, self.rows, self.asked = network, network.rows, 0

    def initial_state(self):
        return self.network.initial_state()

    def step(self, x, state):
        self.asked += 1
        return self.network.step(x, state)


@pytest.mark.parametrize("mode", Mode)
def test_sureness_is_shown_while_the_player_plays_and_at_no_other_time(script, mode):
    controls = Controls(mode=mode, bars=2)
    notes = [note for note in tune(RIFF, 4) if note.onset >= 4]
    views = views_of(script([onset(72), HOLD], sure=0.75), notes, 150, controls, flips=[60])
    assert {view.phase for view in views} > {Phase.LISTEN}, "the box had its turn as well"
    for view in views:
        playing = view.phase is Phase.LISTEN and not view.waiting
        assert view.sureness == (0.75 if playing else None)


def test_the_makeshift_claims_nothing():
    assert {view.sureness for view in views_of(EchoPredictor(), tune(RIFF, 2), 40)} == {None}


def test_what_comes_again_and_again_is_foreseen_and_what_goes_astray_is_not(network):
    riff = views_of(LstmPredictor(network), tune(RIFF, 6), 96)
    random = Random(1)
    astray = [(random.randrange(48, 84), random.randrange(1, 6)) for _ in range(48)]
    stray = views_of(LstmPredictor(network), tune(astray, 1), 96)
    assert mean_sureness(riff[80:]) > mean_sureness(riff[:16]) + 0.1
    assert mean_sureness(riff[80:]) > mean_sureness(stray[80:]) + 0.2


def test_sureness_costs_no_invocation_and_leaves_the_answer_alone(network):
    def played(sure):
        predictor = LstmPredictor(counting := Counting(network))
        if not sure:
            predictor.sureness = lambda genre: None
        jam, invocations, music = Jam(predictor, 3), [], []
        heard = messages_by_step(tune(RIFF, 3))
        for step in range(90):
            before = counting.asked
            outcome = jam.step(heard.get(step, ()), BY_SWITCH, asked(step == 47))
            invocations.append(counting.asked - before)
            music.append(outcome.play)
        return invocations, music

    with_it, without = played(True), played(False)
    assert with_it[1] == without[1]
    assert max(with_it[0][1:]) == 1
    assert sum(with_it[0]) == sum(without[0])
    assert with_it[0][47] < without[0][47], "handing over is quicker even"


def test_turning_to_another_genre_asks_once_more_and_goes_on(network):
    predictor = LstmPredictor(network)
    jam, played = Jam(predictor), messages_by_step(tune(RIFF, 2))
    genres = itertools.cycle([BY_SWITCH, replace(BY_SWITCH, genre=Controls().genre)])
    views = [jam.step(played.get(step, ()), next(genres)).view for step in range(30)]
    assert all(0 <= view.sureness <= 1 for view in views)


@given(st.lists(st.floats(0, 1), min_size=1), st.integers(1, 9))
def test_the_steady_value_is_the_mean_of_the_newest(values, most):
    steady = Steady(most)
    shown = [steady.take(value) for value in values][-1]
    assert shown == pytest.approx(sum(values[-most:]) / len(values[-most:]))
    assert steady.take(None) is None
    assert steady.take(0.25) == 0.25
