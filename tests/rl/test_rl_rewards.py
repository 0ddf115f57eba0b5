"""Rewards, prices and what another pitch would have earned, on cases made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.frames import PITCHES
from appliance.models.habits import FARTHEST
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from tools.rl import rewards
from tools.rl.instead import by_class, note_returns, pitch_differences
from tools.rl.prices import DEAREST, Prices, frequencies
from tools.rl.terms import BASS_TERMS, bass_terms

BAR = np.array([16])
TERMS = sum(BASS_TERMS.values())


def line(*events):
    return np.array([events])


def test_thirds_fifths_and_sixths_agree_and_fourths_do_not():
    melody = line(*[onset(60 + interval) for interval in range(12)])
    bass = line(onset(48), *[HOLD] * 11)
    agreed = np.flatnonzero(rewards.agreement(melody, bass)[0] == 1)
    assert agreed.tolist() == [0, 3, 4, 7, 8, 9]


def test_silence_neither_agrees_nor_disagrees():
    melody = line(REST, onset(60), HOLD)
    assert rewards.agreement(melody, line(onset(48), HOLD, REST)).tolist() == [[0, 1, 0]]


def test_a_note_anticipates_where_it_begins():
    melody = line(onset(60), onset(61), onset(64))
    bass = line(onset(48), HOLD, onset(47))
    assert rewards.anticipation(melody, bass).tolist() == [[1, 0, -1]]


def test_strong_beats_are_supported():
    melody = line(*[onset(60)] * 8)
    bass = line(onset(48), *[HOLD] * 7)
    assert rewards.support(melody, bass, np.array([4])).tolist() == [[1, 0, 0, 0, 1, 0, 0, 0]]


def test_a_bass_that_fits_everywhere_earns_nothing_for_coupling():
    steps = 64
    melody = np.tile([onset(60), onset(64), onset(67), onset(64)], (1, steps // 4))
    drone = np.array([[onset(48)] + [HOLD] * (steps - 1)])
    assert not rewards.coupling(melody, drone, BAR).any()


def test_a_bass_that_follows_earns_for_coupling():
    """C and F sharp by turns, two bars each: right here is wrong two bars away."""
    turns = [60] * 32 + [66] * 32
    melody = np.array([[onset(pitch + 7) for pitch in turns]])
    bass = np.array([[onset(pitch - 12) for pitch in turns]])
    assert rewards.coupling(melody, bass, BAR).tolist() == [[2.0] * 64]


def test_a_players_turn_that_is_foretold_better_than_the_call_is_a_gain():
    logs = np.full((1, 12), -2.0, np.float32)
    logs[0, 8:] = -1.0
    onsets = np.ones((1, 12), np.bool_)
    arguments = (onsets, np.array([4]), np.array([4]), np.array([0]))
    foresight = rewards.Foresight(1)
    first = foresight.reward(logs, *arguments)
    assert first[0, 4:8] == pytest.approx(0.25)
    assert not first[0, :4].any() and not first[0, 8:].any()
    for _ in range(400):
        last = foresight.reward(logs, *arguments)
    assert np.abs(last).max() < 0.01, "the usual gain of a genre is no merit"


def test_what_is_used_too_often_gets_dearer_and_what_is_missing_is_paid_for():
    people = np.array([[0.2, 0.2]])
    prices = Prices(people)
    counts = np.zeros((1, 10, 2), np.int8)
    counts[0, :8, 0] = 1
    counted, genre = np.ones((1, 10), np.bool_), np.array([0])
    assert frequencies(counts, counted, genre, 1).tolist() == [[0.8, 0.0]]
    for _ in range(200):
        prices.learn(counts, counted, genre)
    assert prices.prices[0, 0] == DEAREST and prices.prices[0, 1] == -DEAREST
    earned = prices.reward(counts, genre)
    assert earned[0, 0] == pytest.approx(-DEAREST)
    assert earned[0, 9] == 0.0


def test_prices_rest_where_the_box_is_like_people():
    prices = Prices(np.array([[0.5]]))
    counts = np.array([[[1], [0]]], np.int8)
    for _ in range(50):
        prices.learn(counts, np.ones((1, 2), np.bool_), np.array([0]))
    assert prices.prices == pytest.approx(np.zeros((1, 1)))


def test_a_genre_without_people_keeps_its_prices_at_nothing():
    prices = Prices(np.array([[np.nan]]))
    prices.learn(np.ones((1, 2, 1), np.int8), np.ones((1, 2), np.bool_), np.array([0]))
    assert not prices.reward(np.ones((1, 2, 1), np.int8), np.array([0])).any()


events = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=12, max_size=12)


@given(events, events)
def test_another_pitch_earns_what_the_line_with_that_pitch_would_have(melody, bass):
    """The return of a note, its pitch replaced, from the rewards of the replaced line itself."""
    discount, upper = 0.9, np.array([melody])
    lower = np.array([[onset(48), HOLD, *bass[2:]]])

    def reward(each):
        return rewards.consonance(upper, each)

    sounding = by_class(reward, lower.shape)
    found = note_returns(sounding, np.zeros_like(sounding), lower, discount)
    end = next((i for i in range(1, 12) if lower[0, i] != HOLD), 12)
    for pitch in (43, 50):
        instead = lower.copy()
        instead[0, 0] = onset(pitch)
        due = sum(reward(instead)[0, i] * discount**i for i in range(end))
        assert found[0, 0, pitch % 12] == pytest.approx(due, abs=1e-5)


def test_pitches_differ_by_their_returns_and_by_habit():
    habit = np.zeros((1, 1, VOCABULARY_SIZE), np.float32)
    habit[..., onset(55)] = -1.0
    returns = np.zeros((1, 1, len(PITCHES)), np.float32)
    returns[..., PITCHES % 12 == 0] = 2.0
    differences = pitch_differences(line(onset(50)), returns, habit)[0, 0]
    by_pitch = dict(zip(PITCHES, differences.tolist(), strict=True))
    assert by_pitch[50] == 0.0
    assert by_pitch[48] == 2.0 and by_pitch[60] == 2.0
    assert by_pitch[55] == -1.0
    alone = pitch_differences(line(onset(55)), 0 * returns, habit)[0, 0]
    assert alone.tolist() == [0.0 if pitch == 55 else 1.0 for pitch in PITCHES]


def test_terms_of_a_bass_have_prices():
    counts = bass_terms(line(onset(48), onset(55)), BAR, line(0, 0), line(0, 0))
    prices = Prices(np.full((1, TERMS), 0.1))
    prices.prices[0, FARTHEST + 7] = 1.0
    assert prices.reward(counts, np.array([0])).tolist() == [[0.0, -1.0]]
