"""The shipped network: right on both runtimes, verified before it is used."""

import importlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from appliance.models.encoding import INPUT_SIZE, MelodyEncoder
from appliance.models.manifest import MANIFEST, load_network
from appliance.models.network import ModelError, StepNetwork
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.models.runtime import RUNTIMES, runtime_name
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME

TUNE = [
    event
    for pitch in (64, 64, 65, 67, 67, 65, 64, 62)
    for event in (onset(pitch), HOLD, HOLD, HOLD)
] + [REST] * 16
REFERENCE = json.loads((Path(__file__).parent / "pytorch_logits.json").read_text())


def installed_interpreters():
    for module in RUNTIMES:
        try:
            yield importlib.import_module(module).Interpreter
        except ImportError:
            continue


@pytest.mark.parametrize(
    "interpreter", list(installed_interpreters()), ids=lambda each: each.__module__
)
def test_the_quantized_network_computes_what_pytorch_does(models, interpreter):
    """Logits of the trained float network, recorded at export, against the shipped file."""
    network = StepNetwork((models / "melody.tflite").read_bytes(), interpreter)
    encoder, state = MelodyEncoder(COMMON_TIME), network.initial_state()
    rows = []
    for step, event in enumerate(TUNE):
        logits, state = network.step(encoder.vector(step, INDEX[REFERENCE["genre"]]), state)
        rows.append(logits)
        encoder.push(event)
    error = np.linalg.norm(np.array(rows) - REFERENCE["logits"])
    assert error / np.linalg.norm(REFERENCE["logits"]) < 0.03
    hits = np.argmax(rows, 1) == np.argmax(REFERENCE["logits"], 1)
    assert hits.mean() > 0.9


def test_a_runtime_is_named():
    assert runtime_name().split()[0] in RUNTIMES.values()


@pytest.fixture
def copy(models, tmp_path):
    return Path(shutil.copytree(models, tmp_path / "models"))


def change_manifest(folder, **changes):
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["melody"].update(changes)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_the_shipped_folder_is_accepted(copy):
    network = load_network(copy)
    assert (network.input_size, network.output_size) == (INPUT_SIZE, VOCABULARY_SIZE)


def test_a_flipped_bit_is_noticed(copy):
    content = bytearray((copy / "melody.tflite").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "melody.tflite").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        load_network(copy)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vocabulary": {"size": 38}}, "another vocabulary"),
        ({"genres": ["polka"]}, "another genres"),
        ({"features": {}}, "another features"),
        ({"file": "none.tflite"}, "cannot be read"),
    ],
)
def test_a_model_for_other_code_is_refused(copy, changes, sentence):
    change_manifest(copy, **changes)
    with pytest.raises(ModelError, match=sentence):
        load_network(copy)


@pytest.mark.parametrize(
    ("content", "sentence"), [("{", "no valid JSON"), ("[]", "no JSON object"), ("{}", "no entry")]
)
def test_a_broken_manifest_is_said(copy, content, sentence):
    (copy / MANIFEST).write_text(content)
    with pytest.raises(ModelError, match=sentence):
        load_network(copy)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        load_network(tmp_path / "none")


@pytest.mark.parametrize("content", [b"", b"no model", bytes(4096)])
def test_bytes_that_are_no_network_are_refused(content):
    with pytest.raises(ModelError, match="not a melody network"):
        StepNetwork(content)


def test_asking_twice_changes_nothing_and_the_genre_is_heard(network):
    predictor = LstmPredictor(network)
    for event in TUNE[:16]:
        predictor.accept(event, 0)
    first, other, again = (predictor.predict(genre) for genre in (0, 9, 0))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_new_line_forgets_the_old_one(network):
    predictor = LstmPredictor(network)
    fresh = predictor.predict(0)
    for event in TUNE[:8]:
        predictor.accept(event, 0)
    predictor.begin(COMMON_TIME)
    assert np.array_equal(predictor.predict(0), fresh)


def test_the_makeshift_plays_with_what_it_heard():
    predictor = EchoPredictor()
    for event in TUNE:
        predictor.accept(event, 0)
    logits = predictor.predict(0)
    assert logits[onset(64)] > logits[onset(62)] > logits[onset(61)]
    predictor.begin(COMMON_TIME)
    assert predictor.predict(0)[onset(64)] == predictor.predict(0)[onset(61)]
