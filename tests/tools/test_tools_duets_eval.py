"""Accompaniment and foresight suites, and the page, on a few duets made here."""

import json
from dataclasses import replace

import numpy as np
import pytest

from appliance.models.manifest import BASS, MANIFEST, load_model
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.excerpts import excerpts
from tools.eval.page import write_page
from tools.eval.playing import Way
from tools.eval.suite_accompaniment import accompaniment
from tools.eval.suite_foresight import foresight
from tools.eval.tables import GENRES_ALIKE
from tools.evaluate import publish, with_teachers

CHORALE = 1
SCALE = [event for p in (72, 74, 76, 77, 79, 77, 76, 74) for event in (onset(p), HOLD)]
ROOTS = [event for p in (48, 43, 48, 43) for event in (onset(p), HOLD, HOLD, HOLD)]


def duet(name, validation, bars=12):
    melody, bass = (np.array(line * bars, np.int8) for line in (SCALE, ROOTS))
    roots = np.full(len(melody), NO_ROOT, np.int8)
    return Duet(name, CHORALE, COMMON_TIME, melody, bass, "voice", roots, validation)


@pytest.fixture(scope="module")
def model(models):
    return load_model(models, BASS)


DUETS = [duet(str(number), number < 3) for number in range(6)]


def test_excerpts_have_a_melody_and_are_at_most_so_many():
    silent = replace(duet("s", True), melody=np.full(192, REST, np.int8))
    assert len(excerpts([*DUETS, silent], 99)) == len(DUETS)
    assert len(excerpts(DUETS, 2)) == 2


def test_all_systems_play_under_the_same_melodies(model, tmp_path):
    training = [each for each in DUETS if not each.validation]
    chosen = excerpts(DUETS, 2)
    tally, played = accompaniment(chosen, training, model, {"lstm": Way(0.9)})
    figures = tally.figures()
    assert {"human", "drone", "random", "last root", "5-gram", "lstm"} <= set(played)
    assert all(len(line) == 192 for lines in played.values() for line in lines)
    human = figures["chorale"]["human"]
    assert human["coverage"]["mean"] == 1.0
    assert human["bass_intervals_jsd"]["mean"] == pytest.approx(0.0, abs=1e-6)
    assert human["consonant_while_sounding"]["count"] == 2
    assert "surprise_later" in figures["chorale"]["lstm"]
    answers = {system: [replace(e.duet, bass=b) for e, b in zip(chosen, lines, strict=True)]
               for system, lines in played.items()}  # fmt: skip
    write_page(tmp_path, {"accompaniment": figures}, {}, answers)
    page = (tmp_path / "index.html").read_text()
    assert "coupling" in page
    for name in ("bass-chorale.png", "accompaniment-coupling.png"):
        assert name in page
        assert (tmp_path / name).exists()


def test_a_scale_heard_before_is_foreseen(model):
    """In the second half the network has heard the bar often enough to know what comes."""
    figures = foresight(DUETS, {"lstm": model}, 1).figures()["chorale"]
    assert figures["lstm"]["top1_per_onset_1"]["mean"] > 0.8
    repeat = figures["repeat"]["top1_per_onset_1"]["mean"]
    assert figures["lstm"]["top1_per_onset_1"]["mean"] > repeat


def test_mean_scores_are_published_beside_what_the_manifest_holds(tmp_path):
    manifest = tmp_path / MANIFEST
    manifest.write_text(json.dumps({task: {"scores": {"a": 1}} for task in ("melody", "bass")}))
    table = {GENRES_ALIKE: {"lstm": {"x": {"mean": 0.123456}}}}
    suites = ("melody", "answers", "bass", "accompaniment")
    publish(tmp_path, "standard", dict.fromkeys(suites, table))
    entry = json.loads(manifest.read_text())["bass"]
    assert entry["scores"] == {"a": 1, "bass": {"x": 0.1235}, "accompaniment": {"x": 0.1235}}


def test_a_genre_without_a_bass_to_learn_from_is_left_out():
    pupil = replace(duet("p", True), genre=4)
    made = replace(duet("m", False), genre=4, bass_kind="synth")
    assert with_teachers([*DUETS, pupil, made]) == DUETS
