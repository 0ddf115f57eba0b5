"""Model files that are damaged or of another make: the box says so, and plays with what is left."""

import json
import random
import shutil
from pathlib import Path

import pytest

from appliance.mind import mind_of
from appliance.models.manifest import (
    BASS,
    MANIFEST,
    MELODY,
    load_critic,
    load_model,
    manners,
)
from appliance.models.network import ModelError
from appliance.models.predictor import EchoPredictor

NO_MELODY, NO_BASS = "Network damaged: I only echo you", "Bass network damaged: I only answer"
FLIPS = 150


@pytest.fixture
def copy(models, tmp_path):
    return Path(shutil.copytree(models, tmp_path / "models"))


def truncated(content):
    return content[: len(content) * 2 // 3]


def flipped(content):
    place = len(content) // 3
    return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


def of_another_vocabulary(manifest):
    for task in (MELODY, BASS):
        manifest[task]["vocabulary"]["lowest_pitch"] += 12


@pytest.mark.parametrize("harm", [truncated, flipped, lambda content: b""])
@pytest.mark.parametrize(
    ("task", "words"), [("melody", (NO_MELODY,)), ("bass", (NO_BASS,)), ("bass-dqn", ())]
)
def test_a_damaged_file_is_said_and_the_rest_plays(copy, harm, task, words):
    file = copy / f"{task}.tflite"
    file.write_bytes(harm(file.read_bytes()))
    mind = mind_of(copy)
    assert mind.problems == words
    assert isinstance(mind.predictors[0], EchoPredictor) == (NO_MELODY in words)
    assert bool(mind.accompanists) == (NO_BASS not in words)


def change_manifest(folder, change):
    manifest = json.loads((folder / MANIFEST).read_text())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_networks_of_another_vocabulary_are_said_and_the_box_plays_without(copy):
    change_manifest(copy, of_another_vocabulary)
    mind = mind_of(copy)
    assert mind.problems == (NO_MELODY, NO_BASS)
    assert len(mind.predictors) == 1


def read_all(folder):
    """What the manifest says of everything that is played with."""
    load_model(folder, MELODY)
    manners(load_model(folder, BASS))
    load_critic(folder, BASS)


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("bass", ["file"], 5),
        ("bass", ["file"], "\0"),
        ("bass", ["manners", "jazz", "density"], float("inf")),
        ("bass", ["manners", "jazz", "density"], 99),
        ("bass", ["manners", "jazz", "coverage"], -1),
        ("bass", ["manners", "jazz", "balance"], [float("nan")] * 3),
        ("bass-dqn", ["habits", "jazz"], [float("nan")] * 3),
        ("bass-dqn", ["habits"], None),
    ],
)
def test_what_a_manifest_cannot_mean_is_refused(copy, name, place, value):
    def change(manifest):
        within = manifest[name]
        for key in place[:-1]:
            within = within[key]
        within[place[-1]] = value

    change_manifest(copy, change)
    with pytest.raises(ModelError):
        read_all(copy)


def test_whatever_bit_of_the_manifest_is_flipped_it_is_read_or_refused(copy, monkeypatch):
    monkeypatch.setattr("appliance.models.manifest.ModelFile.network", lambda *_, **__: None)
    monkeypatch.setattr("appliance.models.manifest.Critic", lambda *_: None)
    whole, chance, refused = (copy / MANIFEST).read_bytes(), random.Random(1), 0
    for _ in range(FLIPS):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        (copy / MANIFEST).write_bytes(content)
        try:
            read_all(copy)
        except ModelError:
            refused += 1
    assert 0 < refused < FLIPS
    (copy / MANIFEST).write_text('{"bass": ' + 100_000 * "[")
    with pytest.raises(ModelError):
        read_all(copy)
