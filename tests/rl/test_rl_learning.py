"""Deep Q-learning for real, small and short: it plays as on the box, learns and resumes."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from appliance.models.bass_opinion import Listening
from appliance.models.bass_predictor import BassPredictor
from appliance.models.critic import action_values
from appliance.models.frames import summed
from appliance.models.habits import WIDTH
from appliance.models.manifest import BASS, manners
from appliance.models.network import StepNetwork
from appliance.music.events import FIRST_ONSET
from appliance.music.genres import GENRES
from tools.convert.export import convert, load
from tools.corpus.manner import manners_of
from tools.corpus.pieces import load_duets, load_pieces
from tools.eval.playing import together
from tools.rl.answer_environment import AnswerEnvironment
from tools.rl.bass_environment import BassEnvironment
from tools.rl.critic import CriticLstm, event_advantages
from tools.rl.episode import CHUNK, Replay
from tools.rl.judge import genre_reward, passages, taught
from tools.rl.learner import Learner, Recipe
from tools.rl.lines import SILENT
from tools.rl.prices import Prices
from tools.rl.run import Run
from tools.rl.scenes import draw_scene, late
from tools.rl.step_network import as_step_network, unflat
from tools.train.network import Shape, StepLstm
from tools.train.windows import Sampler

torch.set_num_threads(1)
SHAPE = Shape(embedding=12, layers=2, units=16, dropout=0.1)
RECIPE = Recipe(
    rounds=3, jams=6, steps=96, kept_rounds=2, updates=2, passages=8, passage_steps=64, rate=3e-3
)
SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


class FakeModel:
    """What `manners` reads of a model file."""

    def __init__(self, entry):
        self.entry = entry


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    random = np.random.default_rng(0)
    with gzip.open(folder / "chorale.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(30):
            melody = [[4 * i, 4, int(random.choice(SCALE))] for i in range(64)]
            bass = [[8 * i, 8, int(random.choice(SCALE)) - 24] for i in range(32)]
            record = {
                "id": str(number), "cluster": str(number), "time_signature": "4/4",
                "melody": melody, "bass": bass, "bass_kind": "voice", "chords": None,
            }  # fmt: skip
            file.write(json.dumps(record) + "\n")
    return folder


@pytest.fixture(scope="module")
def duets(corpus):
    return [duet for duet in load_duets(corpus) if not duet.validation]


@pytest.fixture(scope="module")
def told(duets):
    return manners(FakeModel({"manners": manners_of(duets)}))


@pytest.fixture
def basses(duets, told):
    return BassEnvironment(duets, told, RECIPE.jams, RECIPE.steps, RECIPE.discount, seed=1)


@pytest.fixture
def answers(corpus):
    pieces = [piece for piece in load_pieces(corpus) if not piece.validation]
    return AnswerEnvironment(pieces, RECIPE.jams, RECIPE.steps, seed=1)


def lstm_for(environment):
    torch.manual_seed(0)
    return StepLstm(environment.inputs, environment.outputs, SHAPE).eval()


def played(environment, critic=None):
    lstm = lstm_for(environment)
    critic = critic or CriticLstm.begun(lstm)
    habits = np.zeros((len(GENRES), WIDTH), np.float32)
    return environment.play(lstm, critic, environment.weights, habits)[0]


def facts(environment, task):
    return {
        "task": task, "data_sha256": "x", "weights": environment.weights, "variant": "g",
        "embedding": 12, "layers": 2, "units": 16, "dropout": 0.1,
    }  # fmt: skip


def test_a_critic_begins_with_nothing_to_say(basses):
    episode = played(basses)
    critic = CriticLstm.begun(lstm_for(basses))
    outputs, _ = critic(torch.from_numpy(episode.features).float())
    advantages = event_advantages(outputs, torch.from_numpy(episode.table))
    assert not advantages.detach().numpy().any()


def test_advantages_are_read_as_on_the_box():
    random = np.random.default_rng(0)
    outputs = random.normal(size=(4, 30)).astype(np.float32)
    table = random.integers(3, 31, size=(4, 5, 73))
    ours = event_advantages(torch.from_numpy(outputs)[:, None], torch.from_numpy(table)[:, None])
    assert ours[:, 0].numpy() == pytest.approx(
        action_values(outputs, summed(outputs, table)), abs=1e-5
    )


@pytest.mark.parametrize("task", ["basses", "answers"])
def test_a_round_is_played_within_the_bounds(task, request):
    episode = played(request.getfixturevalue(task))
    jams, steps = RECIPE.jams, RECIPE.steps
    assert episode.events.shape == (jams, steps)
    chosen = np.take_along_axis(
        episode.prior.astype(np.float32), episode.events[..., None].astype(np.int64), -1
    )[..., 0]
    assert np.isfinite(chosen[episode.acted]).all(), "only allowed events were drawn"
    assert episode.states.shape[1] == steps // CHUNK
    assert not episode.states[:, 0].any()
    assert episode.acted.any(1).all()


def test_the_kept_states_are_those_of_the_network_there(basses):
    lstm = lstm_for(basses)
    critic = CriticLstm.begun(lstm)
    episode = played(basses, critic)
    features = torch.from_numpy(episode.features).float()
    with torch.no_grad():
        _, state = critic(features[:, :CHUNK])
    ours = torch.cat(state).swapaxes(0, 1).numpy()  # h of both layers, then c
    assert episode.states[:, 1] == pytest.approx(ours, abs=0.02), "int8 on the box"
    again = unflat(episode.states[:, 1])
    assert [part.shape for part in again] == [part.shape for part in state]


def test_what_the_human_does_is_unknown_to_the_bass(basses):
    """The bass up to step 10 is the same, whatever the melody does from step 6 on."""
    lstm = as_step_network(lstm_for(basses), 2)
    predictor = BassPredictor(lstm, Listening(1.0, 0.0))
    scene = draw_scene(Sampler(basses._sampler._music, 0.5, 3), 2, 32, plain=True)
    predictor.begin(scene.meters)
    manner = together([basses._manners[1]] * 2)
    for step in range(11):
        opinion = predictor.predict(np.array([1, 1]), manner)
        assert opinion.logits[0] == pytest.approx(opinion.logits[1])
        predictor.accept(np.array([0, 0]))
        melody = scene.melody[:1, step].repeat(2)
        predictor.hear(melody if step < 6 else np.array([30, 50]))


def test_a_late_note_is_as_long_as_it_can_be():
    events = np.array([[40, 1, 1, 0, 42, 1, 43, 44]])
    moved = late(events, np.random.default_rng(0), share=1.0, often=1.0)
    assert moved.tolist() == [[0, 40, 1, 0, 0, 42, 43, 44]]


@pytest.mark.parametrize("task", ["basses", "answers"])
def test_it_learns_what_it_is_shown(task, request):
    """Over and over the same round, in which every onset earns something: errors become smaller."""
    environment = request.getfixturevalue(task)
    learner = Learner(lstm_for(environment), RECIPE)
    replay = Replay(1, RECIPE.passage_steps, 0)
    episode = played(environment)
    earned = np.where(episode.events >= FIRST_ONSET, 5.0, 0.0).astype(np.float32)
    replay.add(replace(episode, rewards=earned))
    prices = Prices(np.full((len(GENRES), environment.terms), 0.05))
    losses = [learner.update(replay.draw(8), prices, 1.0)["loss"] for _ in range(100)]
    assert np.mean(losses[-25:]) < 0.85 * np.mean(losses[:10])


def test_the_store_forgets_the_oldest_round_and_draws_whole_passages(basses):
    replay = Replay(2, RECIPE.passage_steps, 0)
    for _ in range(3):
        replay.add(played(basses))
    assert len(replay) == 2
    batch = replay.draw(8)
    assert batch.passages.events.shape == (8, RECIPE.passage_steps)
    assert batch.passages.features.shape[:2] == (8, RECIPE.passage_steps)
    assert (batch.fresh == ~batch.passages.states.any((1, 2))).all()


def test_the_judge_tells_apart_what_is_different():
    random = np.random.default_rng(0)
    genre = random.integers(0, 2, 400)
    sums = random.poisson(4.0, (400, 5)).astype(np.float32)
    sums[:, 0] += 6 * genre
    judge, recall = taught(sums, genre, 2)
    assert recall > 0.9
    counts = np.zeros((2, 30, 5), np.int8)
    counts[:, :, 0] = 1
    odds = judge.log_odds(counts, np.ones((2, 30), np.bool_), np.array([0, 1]))
    assert odds[1, -1] > odds[0, -1]
    assert genre_reward(odds).sum(1) == pytest.approx(odds[:, -1] - odds[:, 0], abs=1e-5)


def test_a_passage_is_the_last_sixty_four_steps():
    counts = np.ones((1, 100, 1), np.int8)
    sums = passages(counts, np.ones((1, 100), np.bool_))
    assert sums[0, [0, 63, 99], 0].tolist() == [1, 64, 64]


def test_a_run_is_resumed_and_becomes_a_file_for_the_box(basses, tmp_path):
    lstm = lstm_for(basses)
    run = Run(tmp_path, basses, lstm, lstm, RECIPE, facts(basses, BASS))
    run.train()
    again = Run(tmp_path, basses, lstm, lstm, RECIPE, facts(basses, BASS))
    again.resume()
    assert again.done == RECIPE.rounds
    assert (again.prices.prices == run.prices.prices).all()
    rows = [json.loads(row) for row in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [row["round"] for row in rows] == [1, 2, 3]
    network, saved = load(tmp_path / "last.pt")
    assert "variant" in saved["facts"]
    critic = StepNetwork(convert(network))
    outputs, _ = critic.step(np.zeros((1, basses.inputs), np.float32), critic.initial_state())
    assert outputs.shape == (1, basses.outputs)
    with pytest.raises(SystemExit, match="another recipe"):
        Run(tmp_path, basses, lstm, lstm, RECIPE, facts(basses, "melody")).resume()


def test_a_first_note_has_none_before_it(basses):
    episode = played(basses)
    first = (episode.events > 1).argmax(1)
    assert (episode.before[np.arange(RECIPE.jams), first] == SILENT).all()
