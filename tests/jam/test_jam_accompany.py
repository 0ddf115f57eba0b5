"""The bass under a melody, and the bounds of every line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.accompany import HOLD_BARS, REST_BARS, Accompanist
from appliance.jam.answer import Answer, Span
from appliance.jam.bounds import Bounds
from appliance.jam.call import DEFAULT_VELOCITY, Call
from appliance.jam.controls import Controls
from appliance.jam.loudness import Loudness
from appliance.models.bass_opinion import Listening
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import BASS, load_critic, load_model, manners
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, is_onset, onset
from appliance.music.genres import GENRES, genre_keyed
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import NoteMessage

MELODY = [onset(p) if p else HOLD for p in (72, 0, 76, 0, 79, 0, 77, 0, 76, 0, 0, 0, 74, 0, 0, 0)]


@pytest.fixture(scope="module")
def model(models):
    return load_model(models, BASS)


def bass_of(model, melody, seed=0, given=None, listening=None, controls=None):
    predictor = BassPredictor(model.network(rows=2), listening or Listening())
    random = np.random.default_rng(seed)
    accompanist = Accompanist(predictor, manners(model), random, COMMON_TIME)
    out = []
    for step, event in enumerate(melody):
        seed_note = given[step] if given and step < len(given) else None
        out.append(accompanist.decide(controls or Controls(), seed_note))
        accompanist.hear(event)
    return out


def test_it_plays_from_nothing_and_is_the_same_for_the_same_seed(model):
    first, again, other = (bass_of(model, MELODY * 4, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert sum(map(is_onset, first)) >= 4


def test_it_never_hears_the_last_quarter_of_the_melody(model):
    """The bass up to step 12 is decided from the melody up to step 7: what follows is unknown."""
    changed = MELODY[:8] + [onset(61), onset(66)] * 4
    here, there = (bass_of(model, line * 2, seed=3) for line in (MELODY, changed))
    assert here[:13] == there[:13]


def test_the_player_can_take_the_bass(model):
    seed = [onset(36), HOLD, HOLD, HOLD] * 4
    out = bass_of(model, [REST] * 64, given=seed)
    assert out[:16] == seed
    assert len(out) == 64


def test_two_seeds_under_the_same_melody_give_two_lines(model):
    one, two = ([onset(p), HOLD, HOLD, HOLD] * 4 for p in (36, 43))
    lines = [bass_of(model, MELODY * 4, given=given) for given in (one, two)]
    assert lines[0][16:] != lines[1][16:]


# Notes that a bass plays at most in eight bars: about twice what people do.
BUSIEST = {"chorale": 60, "pop": 50, "jazz": 48, "game": 112}


@pytest.mark.parametrize("key", BUSIEST)
def test_a_riff_that_is_repeated_does_not_make_the_bass_run_away(models, key):
    """All that the player does is foreseen then, and every further onset would be sure to fit."""
    model = load_model(models, BASS)
    predictor = BassPredictor(model.network(rows=2), critic=load_critic(models, BASS))
    accompanist = Accompanist(predictor, manners(model), np.random.default_rng(0), COMMON_TIME)
    riff = [e for p in (60, 64, 67, 69, 67, 64, 62, 60) for e in (onset(p), HOLD, HOLD, HOLD)]
    bass = []
    for event in riff * 16:
        bass.append(accompanist.decide(Controls(genre=genre_keyed(key))))
        accompanist.hear(event)
    assert 4 <= sum(map(is_onset, bass[-128:])) <= BUSIEST[key]


@pytest.mark.parametrize("genre", GENRES, ids=lambda each: each.key)
def test_every_genre_has_a_bass(model, genre):
    out = bass_of(model, MELODY * 2, controls=Controls(genre=genre))
    assert all(0 <= event < VOCABULARY_SIZE for event in out)
    assert any(map(is_onset, out))


@given(st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=200))
def test_bounds_allow_neither_endless_notes_nor_endless_rests(wanted):
    bounds, line = Bounds(COMMON_TIME, HOLD_BARS, REST_BARS), []
    for event in wanted:
        allowed = bounds.allowed()
        event = event if allowed[event] else int(np.flatnonzero(allowed)[0])
        bounds.take(event)
        line.append(event)
    longest = {REST: 0, HOLD: 0}
    run = 0
    for before, event in zip([None, *line], line, strict=False):
        run = run + 1 if event == before else 1
        if event in longest:
            longest[event] = max(longest[event], run)
    assert longest[REST] <= REST_BARS * 16
    assert longest[HOLD] < HOLD_BARS * 16
    assert line[0] != HOLD


TUNE = [onset(60), HOLD, onset(64), HOLD, onset(67), HOLD, onset(65), HOLD] * 4


def answer_to_tune():
    call = Call()
    for step, event in enumerate(TUNE):
        call.hear(step, [NoteMessage(60, 80)] if is_onset(event) else [], event)
    return Answer(Span(0, 32), call, COMMON_TIME)


def test_an_answer_is_never_the_call_note_for_note():
    """The network and the theme both want nothing but the call."""
    answer, random, out = answer_to_tune(), np.random.default_rng(0), []
    for step, event in enumerate(TUNE):
        logits = np.full(VOCABULARY_SIZE, -9.0, np.float32)
        logits[event] = 0.0
        out.append(answer.draw(step, logits, Controls(theme=1.0, temperature=0.5), random))
    assert out[:18] == TUNE[:18]
    assert out != TUNE


def test_a_copy_that_only_lets_go_of_notes_earlier_is_still_a_copy():
    answer, random, out = answer_to_tune(), np.random.default_rng(0), []
    for event in TUNE:
        logits = np.full(VOCABULARY_SIZE, -30.0, np.float32)
        logits[REST if event == HOLD else event] = 0.0
        out.append(answer.draw(len(out), logits, Controls(theme=0.0, temperature=0.5), random))
    assert [each for each in out if is_onset(each)] != [e for e in TUNE if is_onset(e)]


def test_the_box_is_as_loud_as_the_player():
    loudness = Loudness()
    assert loudness.velocity == DEFAULT_VELOCITY
    loudness.hear([NoteMessage(60, 100), NoteMessage(60, 0)])
    assert loudness.velocity == 100
    for _ in range(30):
        loudness.hear([NoteMessage(60, 40)])
    assert loudness.velocity == 40
