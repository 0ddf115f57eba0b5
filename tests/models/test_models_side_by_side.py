"""Several lines asked at once are foreseen as each alone is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import MOST_PLAYERS, Controls
from appliance.mind import mind_of
from appliance.models.bass_predictor import BassPredictor
from appliance.models.critic import Critic
from appliance.models.manifest import BASS, load_critic, load_model, load_network, manners
from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, onset
from appliance.music.genres import GENRES
from appliance.music.grid import METERS

MODELS = Path("models_tflite")
PLAYERS = 3
STEPS = 40
MOODS = [Controls(genre=genre, discipline=1.0) for genre in GENRES[:PLAYERS]]


def tune(player: int) -> list[int]:
    random = np.random.default_rng(player)
    kinds = random.choice([REST, HOLD, onset(60)], STEPS, p=[0.2, 0.3, 0.5])
    return [onset(60 + int(random.integers(12))) if kind > HOLD else int(kind) for kind in kinds]


def melodies(count: int) -> list[LstmPredictor]:
    network = load_network(MODELS, size="small")
    made = [LstmPredictor(network) for _ in range(count)]
    for player, each in enumerate(made):
        each.begin(METERS[player % len(METERS)])
    return made


def basses(count: int) -> list[Accompanist]:
    model, critic = load_model(MODELS, BASS, "small"), load_critic(MODELS, BASS, "small")
    assert isinstance(critic, Critic)
    network, made = model.network(rows=2), []
    for player in range(count):
        predictor = BassPredictor(network, critic=critic.another())
        random = np.random.default_rng(player)
        made.append(Accompanist(predictor, manners(model), random))
        made[-1].begin(METERS[player % len(METERS)])
    return made


@pytest.mark.parametrize("late", [0, 5])
def test_melodies_are_foreseen_together_as_they_are_alone(late):
    """The last player comes in late, so that the lines are of different lengths."""
    together, alone = melodies(PLAYERS), melodies(PLAYERS)
    for step in range(STEPS):
        LstmPredictor.look_ahead(together)
        for player in range(PLAYERS - (step < late)):
            own, genre = (together[player], alone[player]), player
            if step == 20:
                for each in own:
                    each.answer(16, 16)
            logits = [each.predict(genre) for each in own]
            assert np.allclose(*logits, atol=1e-4)
            for each in own:
                each.accept(tune(player)[step], genre)


def test_a_genre_that_was_turned_meanwhile_is_asked_for_anew():
    together, alone = melodies(2), melodies(2)
    for player in range(2):
        together[player].accept(onset(60), 0)
        alone[player].accept(onset(60), 0)
    LstmPredictor.look_ahead(together)
    assert np.allclose(together[1].predict(5), alone[1].predict(5), atol=1e-4)
    assert not np.allclose(together[0].predict(0), together[1].predict(5), atol=1e-2)


def test_basses_decide_together_as_they_do_alone():
    together, alone = basses(PLAYERS), basses(PLAYERS)
    for step in range(STEPS):
        for player, controls in enumerate(MOODS):
            events = [each[player].decide(controls) for each in (together, alone)]
            assert events[0] == events[1], (step, player)
            for each in (together, alone):
                each[player].hear(tune(player)[step])
        Accompanist.look_ahead(together)


def test_those_who_do_not_play_are_not_asked():
    played, idle = melodies(2), melodies(1)[0]
    LstmPredictor.look_ahead([*played, idle])
    for each in played:
        each.accept(onset(60), 0)
    LstmPredictor.look_ahead([*played, idle])
    assert idle._ahead is None
    assert all(each._ahead is not None for each in played)


def test_what_was_thought_before_a_new_line_counts_no_more():
    together, alone = melodies(2), melodies(2)
    for each in together:
        each.accept(onset(60), 0)
    LstmPredictor.look_ahead(together)
    for each in (*together, *alone):
        each.begin(METERS[1])
    assert np.allclose(together[0].predict(0), alone[0].predict(0), atol=1e-4)


@pytest.mark.parametrize("happens", ["a new line", "another genre", "a step of the melody"])
def test_what_was_thought_of_a_bass_counts_no_more_when_things_have_changed(happens):
    together, alone = basses(2), basses(2)
    for each in (*together, *alone):
        for step in range(8):
            each.decide(MOODS[0], tune(0)[step])
            each.hear(tune(0)[step])
        each.decide(MOODS[0], HOLD)  # the melody of this step is still to come
    Accompanist.look_ahead(together)
    decided = []
    for each in (together[0], alone[0]):
        mood = MOODS[1] if happens == "another genre" else MOODS[0]
        if happens == "a new line":
            each.begin(METERS[0])
        if happens == "a step of the melody":
            each.hear(onset(72))
        each.decide(mood)
        decided.append(each.foretold)
    assert np.allclose(decided[0].kinds, decided[1].kinds, atol=1e-5)
    assert np.allclose(decided[0].classes, decided[1].classes, atol=1e-5)


def test_for_as_many_as_may_play_networks_are_at_hand_before_they_do(monkeypatch):
    """To make one takes longer than a step."""
    mind = mind_of(MODELS, "small", 1, MOST_PLAYERS)

    def too_late(*_):
        raise AssertionError("made while somebody plays")

    monkeypatch.setattr("appliance.models.network._Interpreter.__init__", too_late)
    for playing in range(1, MOST_PLAYERS + 1):
        for melody, bass in zip(mind.predictors[:playing], mind.accompanists, strict=False):
            melody.accept(onset(60), 0)
            bass.decide(Controls())
            bass.hear(onset(60))
        mind.look_ahead()
