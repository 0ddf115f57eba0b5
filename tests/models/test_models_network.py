"""The shipped network: right on both runtimes, verified before it is used."""

import importlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from appliance.models import bass_layout, melody_encoder
from appliance.models.manifest import (
    BASS,
    MANIFEST,
    MELODY,
    SHIPPED,
    SIZES,
    load_model,
    load_network,
    manners,
)
from appliance.models.network import ModelError, StepNetwork
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.models.runtime import RUNTIMES, runtime_name
from appliance.music.events import onset
from appliance.music.genres import GENRES
from appliance.music.grid import COMMON_TIME
from tools.convert.reference import reference_inputs, reference_melody

TUNE = reference_melody()
# Of the outputs' length. A critic's are values, of which the differences between events are small
# beside what they have in common: its head is the coarser for it.
LSTMS_ERROR, CRITICS_ERROR = 0.03, 0.06
REFERENCES = Path(__file__).parent / "references"
NAMES = list(json.loads((SHIPPED / MANIFEST).read_text()))


def installed_interpreters():
    for module in RUNTIMES:
        try:
            yield importlib.import_module(module).Interpreter
        except ImportError:
            continue


@pytest.mark.parametrize(
    "interpreter", list(installed_interpreters()), ids=lambda each: each.__module__
)
@pytest.mark.parametrize("name", NAMES)
def test_the_quantized_network_computes_what_pytorch_does(models, interpreter, name):
    """Outputs of the trained float network, recorded at export, against the shipped file."""
    expected = np.load(REFERENCES / f"{name}.npz")["outputs"]
    network = StepNetwork((models / f"{name}.tflite").read_bytes(), interpreter)
    state, rows = network.initial_state(), []
    for told in reference_inputs(name.split("-")[0]):
        outputs, state = network.step(told[None], state)
        rows.append(outputs[0])
    error = np.linalg.norm(np.array(rows) - expected)
    assert error / np.linalg.norm(expected) < (CRITICS_ERROR if "dqn" in name else LSTMS_ERROR)


def test_rows_are_computed_as_if_alone(models):
    """Two lines in one invocation; the scale of the inputs is each row's own."""
    model = load_model(models, BASS)
    alone, both = model.network(), model.network(rows=2)
    told = reference_inputs(BASS)
    first, second, pair = alone.initial_state(), alone.initial_state(), both.initial_state()
    for here, there in zip(told, told[::-1], strict=True):
        one, first = alone.step(here[None], first)
        two, second = alone.step(there[None], second)
        together, pair = both.step(np.stack([here, there]), pair)
        assert together == pytest.approx(np.concatenate([one, two]), abs=0.05)


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
    for task, encoder in ((MELODY, melody_encoder), (BASS, bass_layout)):
        for size in SIZES:
            network = load_network(copy, task, size)
            wanted = (encoder.INPUTS.width, encoder.OUTPUTS.width)
            assert (network.input_size, network.output_size) == wanted


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
        ({"inputs": {}}, "another inputs"),
        ({"outputs": {}}, "another outputs"),
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
    with pytest.raises(ModelError, match="not a step network"):
        StepNetwork(content)


def test_asking_twice_changes_nothing_and_the_genre_is_heard(network):
    predictor = LstmPredictor(network)
    for event in TUNE[:16]:
        predictor.accept(event, 0)
    first, other, again = (predictor.predict(genre) for genre in (0, 9, 0))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_sureness_is_one_by_the_number_of_events_reckoned_with(network):
    predictor = LstmPredictor(network)
    for event in TUNE[:16]:
        predictor.accept(event, 0)
        chances = np.exp(predictor.predict(0).astype(np.float64))
        assert chances.sum() == pytest.approx(1, abs=1e-4)
        likeliest, sureness = chances.max(), predictor.sureness(0)
        assert 1 / len(chances) <= sureness <= likeliest + 1e-4
    assert EchoPredictor().sureness(0) is None


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


def test_the_way_of_every_genre_to_play_a_bass_is_told(models):
    told = manners(load_model(models, BASS))
    assert list(told) == [genre.key for genre in GENRES]
    assert all(manner.kind.shape == (1,) for manner in told.values())


def test_a_manifest_without_the_ways_is_refused(copy):
    manifest = json.loads((copy / MANIFEST).read_text())
    del manifest["bass"]["manners"]["jazz"]
    (copy / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="how a bass is played"):
        manners(load_model(copy, BASS))


def test_an_answer_is_told_to_the_network_until_it_is_over(network, monkeypatch):
    """Within an answer the network is told how much is left; before and after it is not."""
    left = melody_encoder.INPUTS.columns["left"]
    step, told = StepNetwork.step, []

    def listen(network, x, state):
        told.append(x[0, left : left + melody_encoder.LEFT].nonzero()[0].tolist())
        return step(network, x, state)

    monkeypatch.setattr(StepNetwork, "step", listen)
    predictor = LstmPredictor(network)
    for number, event in enumerate(TUNE[:6]):
        if number == 2:
            predictor.answer(2, 2)
        predictor.accept(event, 0)
    assert told == [[], [], [1], [0], [], []]
