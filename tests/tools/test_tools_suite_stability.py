import numpy as np

from appliance.models.manifest import BASS, MELODY, load_model
from appliance.music.events import HOLD, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import NO_ROOT, Duet, Piece
from tools.eval.suite_stability import Networks, stability

CHORALE = 1
TUNE = np.array([event for p in (72, 74, 76, 77) * 8 for event in (onset(p), HOLD)], np.int8)
ROOTS = np.array([onset(48), HOLD, HOLD, HOLD] * 16, np.int8)


def test_long_lines_of_both_parts_are_judged(models):
    piece = Piece("a", CHORALE, COMMON_TIME, TUNE, True)
    roots = np.full(len(TUNE), NO_ROOT, np.int8)
    duet = Duet("a", CHORALE, COMMON_TIME, TUNE, ROOTS, "voice", roots, True)
    networks = [Networks(load_model(models, task), None) for task in (MELODY, BASS)]
    figures = stability([piece], [duet], *networks, bars=16).figures()["chorale"]["lstm"]
    assert {"melody.ends_in_loop", "bass.ends_in_silence"} <= set(figures)
    assert figures["melody.density_first"]["mean"] > 0
    assert figures["bass.density_last"]["mean"] > 0


def test_a_set_with_a_critic_is_tried_with_and_without(models):
    model = load_model(models, MELODY)
    assert Networks(model, None).systems() == {"lstm": 0.0}
    assert Networks(model, model).systems() == {"lstm": 0.0, "lstm+dqn": 1.0}
