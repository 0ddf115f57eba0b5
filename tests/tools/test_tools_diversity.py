import numpy as np
import pytest

from appliance.models.manifest import BASS, load_model, manners
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.excerpts import Excerpt
from tools.eval.playing import Way
from tools.eval.suite_diversity import difference, diversity
from tools.eval.under_lstm import log_likelihoods

TUNE = np.array([event for p in (72, 74, 76, 77) * 16 for event in (onset(p), HOLD)], np.int8)
BASS_LINE = np.array([onset(48), HOLD, HOLD, HOLD] * 32, np.int8)
ROOTS = np.full(len(TUNE), NO_ROOT, np.int8)
EXCERPT = Excerpt(Duet("a", 1, COMMON_TIME, TUNE, BASS_LINE, "voice", ROOTS, True))


def test_the_same_line_twice_does_not_differ():
    assert difference([BASS_LINE, BASS_LINE]) == 0.0


def test_differences_are_of_what_sounds_step_by_step():
    held = np.array([onset(48), HOLD, HOLD, HOLD], np.int8)
    again = np.array([onset(48), HOLD, onset(48), HOLD], np.int8)
    half = np.array([onset(48), HOLD, REST, REST], np.int8)
    assert difference([held, again]) == 0.0
    assert difference([held, half]) == 0.5
    assert difference([held, again, half]) == pytest.approx(1 / 3)


def test_seeds_bring_different_basses(models):
    model = load_model(models, BASS)
    tally = diversity([EXCERPT], model, {"lstm": Way()}, seeds=3)
    assert 0 < tally.figures()["chorale"]["lstm"]["difference"]["mean"] <= 1


def test_the_lstm_finds_music_likelier_than_noise(models):
    noise = np.random.default_rng(0).integers(2, 75, len(TUNE)).astype(np.int8)
    model, requests = load_model(models, BASS), [EXCERPT.request] * 2
    music, random = log_likelihoods(model, manners(model), requests, [BASS_LINE, noise])
    assert random < music < 0
