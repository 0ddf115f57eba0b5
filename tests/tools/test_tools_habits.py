"""Habits: the box reads them as training counts them, and playing finds them."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.models.habits import HABITS, WIDTH, Place, habitual
from appliance.models.manifest import (
    BASS,
    MANIFEST,
    critic_file,
    critic_of,
    load_model,
)
from appliance.models.network import ModelError
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.genres import GENRES
from appliance.music.grid import COMMON_TIME
from tools import habits as command
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.excerpts import Excerpt
from tools.rl.lines import SILENT, lags, notes, running_tonics
from tools.rl.prices import Prices
from tools.rl.terms import bass_terms, melody_terms

STEPS = 48
BAR = np.array([16, 12])
EVENTS = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=2 * STEPS, max_size=2 * STEPS)
CHORALE = 1


@pytest.mark.parametrize("bass", [True, False])
@given(EVENTS, st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_an_event_is_worth_what_its_terms_cost(bass, events, seed):
    """Whatever is played: the box's tables bring what the prices of training charge."""
    lines = np.array(events).reshape(2, STEPS)
    tonic, lag = running_tonics((lines, 1.0)), np.full(lines.shape, SILENT)
    if bass:
        lag = lags(lines[::-1])
        terms = bass_terms(lines, BAR, tonic, lag)
    else:
        terms = melody_terms(lines, BAR, tonic, np.ones(lines.shape, np.bool_))
    genre = np.array([3, 0])
    prices = Prices(np.zeros((len(GENRES), terms.shape[-1])))
    prices.prices[:, :WIDTH] = np.random.default_rng(seed).normal(size=(len(GENRES), WIDTH))
    found = notes(lines)
    position = np.arange(STEPS) % BAR[:, None]
    place = Place(found.before, found.gap, found.sounds, position, tonic, lag)
    worth = habitual(prices.habits, genre[:, None], place)
    played = np.take_along_axis(worth, lines[..., None], -1)[..., 0]
    assert played == pytest.approx(prices.reward(terms, genre), abs=1e-5)


def test_a_hold_is_no_habit():
    place = Place(*(np.array([[value]]) for value in (60, 3, True, 5, 0, 2)))
    tables = np.ones((1, WIDTH), np.float32)
    worth = habitual(tables, np.array([[0]]), place)[0, 0]
    assert (worth[REST], worth[HOLD]) == (2.0, 0.0)  # silence, length
    assert worth[FIRST_ONSET:] == pytest.approx(len(HABITS) - 1)  # all but silence


@pytest.fixture
def chosen():
    melody = np.array([event for p in (72, 74, 76, 77) * 16 for event in (onset(p), HOLD)], np.int8)
    bass = np.array([onset(48), HOLD, HOLD, HOLD, onset(50), HOLD, HOLD, HOLD] * 16, np.int8)
    roots = np.full(len(melody), NO_ROOT, np.int8)
    return [Excerpt(Duet("a", CHORALE, COMMON_TIME, melody, bass, "voice", roots, True))]


def test_playing_draws_the_box_to_what_people_do(models, chosen, capsys):
    """People here move by whole tones on each beat, and never rest."""
    model, critic = load_model(models, BASS), critic_file(models, BASS)
    even = np.zeros((len(GENRES), WIDTH), np.float32)
    plain = replace(critic, entry=critic.entry | {"habits": command.told(even)})
    found = command.calibrated(model, plain, chosen, chosen, rounds=6)
    assert found.shape == (len(GENRES), WIDTH)
    said = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert said[-1] < said[0], "distance to people"
    assert found[CHORALE].any()
    assert np.all(found[0] == 0), "a genre that was not played"


def test_habits_stand_in_the_manifest(models, tmp_path):
    folder = shutil.copytree(models, tmp_path / "models")
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["bass-dqn"]["habits"]["jazz"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="habits"):
        critic_of(critic_file(folder, BASS))
