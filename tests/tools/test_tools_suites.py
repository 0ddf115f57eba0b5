from dataclasses import replace

import numpy as np
import pytest

from appliance.models.manifest import BASS, load_model
from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import METERS
from tools.corpus.pieces import NO_ROOT, Duet, Piece
from tools.eval.likelihood import Score, bass_log_probabilities, lstm_log_probabilities
from tools.eval.ngram import NGram
from tools.eval.suite_answers import answers
from tools.eval.suite_genre import Music, genre_recognition
from tools.eval.suite_likelihood import HIDDEN, LONGEST_STEPS, SEEN, bass_likelihood
from tools.eval.suite_likelihood import melody_likelihood as likelihood

COMMON, WALTZ, _ = METERS
FOLK, ROCK = 0, 6
SIZE = "standard"
UP = [event for step in (0, 2, 4, 5, 7, 9, 11, 12) for event in (onset(60 + step), HOLD)]
DOWN = [event for step in (12, 11, 9, 7, 5, 4, 2, 0) for event in (onset(60 + step), HOLD)]
WALK = [event for pitch in (36, 43, 40, 43) for event in (onset(pitch), HOLD, HOLD, REST)]


def piece(events, genre=FOLK, validation=False, name="x", meter=COMMON):
    return Piece(name, genre, meter, np.array(events, np.int8), validation)


def duet(melody, bass, genre=ROCK, validation=True, kind="bass_track", name="x", meter=COMMON):
    melody, bass = np.array(melody, np.int8), np.array(bass, np.int8)
    roots = np.full(len(melody), NO_ROOT, np.int8)
    return Duet(name, genre, meter, melody, bass, kind, roots, validation)


def means(tally, genre, system):
    return {name: each["mean"] for name, each in tally.figures()[genre][system].items()}


def test_the_network_is_scored_on_held_out_pieces_alone(models, network):
    training = [piece(DOWN * 4, name=str(number)) for number in range(5)]
    held_out = piece(UP * 4, validation=True)
    tally = likelihood([*training, held_out], training, models, SIZE, None)
    figures = tally.figures()
    assert set(figures["folk"]) == {"lstm", "ngram", "ppm", "repeat"}
    assert {each["nats_per_step"]["count"] for each in figures["folk"].values()} == {1}
    score = Score()
    logs = lstm_log_probabilities(LstmPredictor(network), held_out, 99)
    score.add(held_out.events, logs)
    assert means(tally, "folk", "lstm") == pytest.approx(score.summary())
    counted = np.log(NGram([each.events for each in training]).probabilities(held_out.events))
    score = Score()
    score.add(held_out.events, counted)
    assert means(tally, "folk", "ngram") == pytest.approx(score.summary())


def test_the_shipped_network_beats_the_baselines_on_a_plain_tune(models):
    """A scale that the baselines heard often, backwards, against the network that never did."""
    training = [piece(DOWN * 4, name=str(number)) for number in range(5)]
    tally = likelihood([piece(UP * 4, validation=True)], training, models, SIZE, None)
    lstm = means(tally, "folk", "lstm")["nats_per_onset"]
    for system in ("ngram", "ppm", "repeat"):
        assert lstm < means(tally, "folk", system)["nats_per_onset"]


def test_only_the_beginning_of_a_piece_counts_and_only_so_many_pieces(models):
    training = [piece(DOWN * 2)]
    long = [piece(UP * 40, validation=True)]
    cut = [piece(long[0].events[:LONGEST_STEPS], validation=True)]
    assert (
        likelihood(long, training, models, SIZE, None).figures()
        == likelihood(cut, training, models, SIZE, None).figures()
    )
    several = [piece(UP, validation=True, genre=genre) for genre in (FOLK, ROCK) for _ in range(3)]
    figures = likelihood(several, training, models, SIZE, 2).figures()
    assert figures["folk"]["lstm"]["nats_per_step"]["count"] == 2
    assert figures["rock"]["lstm"]["nats_per_step"]["count"] == 2


def test_pieces_weigh_by_their_steps_and_onsets(models):
    """A scale, and the same one followed by rests: means are over all steps and all onsets."""
    two = [piece(UP * 2, validation=True), piece(UP * 2 + [REST] * 64, validation=True)]
    training = [piece(DOWN * 2)]
    alone = [means(likelihood([each], training, models, SIZE, 1), "folk", "lstm") for each in two]
    both = means(likelihood(two, training, models, SIZE, 2), "folk", "lstm")
    for name, weights in (("nats_per_step", (32, 96)), ("nats_per_onset", (16, 16))):
        expected = np.average([each[name] for each in alone], weights=weights)
        assert both[name] == pytest.approx(expected)


@pytest.fixture(scope="module")
def model(models):
    return load_model(models, BASS, SIZE)


def test_a_bass_is_foretold_from_the_melody_up_to_five_steps_before(model):
    first = duet(UP * 2, WALK * 2)
    changed = first.melody.copy()
    changed[10] = onset(73)
    pair = [first, replace(first, melody=changed)]
    seen, hidden = bass_log_probabilities(model.network(rows=4), pair, 32)
    assert seen.shape == hidden.shape == (2, 32, VOCABULARY_SIZE)
    assert np.exp(seen).sum(-1) == pytest.approx(1.0, abs=1e-4)
    assert seen[0, :15] == pytest.approx(seen[1, :15], abs=1e-4)
    assert np.abs(seen[0, 15] - seen[1, 15]).max() > 1e-2
    assert hidden[0] == pytest.approx(hidden[1], abs=1e-4)
    assert np.abs(seen[0, 8:] - hidden[0, 8:]).max() > 1e-2


def test_a_bass_is_foretold_from_its_own_past_alone(model):
    first = duet(UP * 2, WALK * 2)
    changed = first.bass.copy()
    changed[12] = onset(50)
    pair = [first, replace(first, bass=changed)]
    for logs in bass_log_probabilities(model.network(rows=4), pair, 32):
        assert logs[0, :13] == pytest.approx(logs[1, :13], abs=1e-4)
        assert np.abs(logs[0, 13] - logs[1, 13]).max() > 1e-2


def test_duets_foretold_together_are_foretold_as_each_alone(model):
    both = [duet(UP * 2, WALK * 2), duet(DOWN, WALK, genre=2, kind="piano_low", meter=WALTZ)]
    together = bass_log_probabilities(model.network(rows=4), both, 32)
    for number, each in enumerate(both):
        alone = bass_log_probabilities(model.network(rows=2), [each], len(each))
        for many, one in zip(together, alone, strict=True):
            assert many[number, : len(each)] == pytest.approx(one[0], abs=1e-3)


def test_basses_are_scored_with_and_without_their_melody(models, model):
    held_out = duet(UP * 4, WALK * 4)
    others = [
        duet(UP, WALK, validation=False, genre=2),
        duet(UP, WALK, kind="synth", genre=3),
    ]
    training = [duet(DOWN, WALK, validation=False), duet(DOWN, [REST] * 16, kind="synth")]
    tally = bass_likelihood([held_out, *others], training, models, SIZE, None)
    assert set(tally.figures()) == {"rock", "mean"}
    assert set(tally.figures()["rock"]) == {SEEN, HIDDEN, "ngram"}
    logs = bass_log_probabilities(model.network(rows=2), [held_out], 64)
    for system, each in zip((SEEN, HIDDEN), logs, strict=True):
        score = Score()
        score.add(held_out.bass, each[0])
        found = means(tally, "rock", system)
        gain = found.pop("gain_per_onset", None)
        assert found == pytest.approx(score.summary())
        if system == SEEN:
            blind = means(tally, "rock", HIDDEN)["nats_per_onset"]
            assert gain == pytest.approx(blind - found["nats_per_onset"])


def test_answers_of_the_box_stand_beside_what_people_went_on_with(models):
    pieces = [piece(UP * 4 + DOWN * 4, validation=True, name=str(number)) for number in range(3)]
    pieces += [piece(DOWN * 8, name="t"), piece([REST] * 32, genre=ROCK, validation=True)]
    tally, replies = answers(pieces, models, SIZE, 2, seeds=3)
    assert set(tally.figures()) == {"folk", "mean"}
    assert {system: len(each) for system, each in replies.items()} == {
        "human": 2, "lstm": 6, "lstm, free": 6, "repeat": 2, "ngram": 6
    }  # fmt: skip
    human, repeat = means(tally, "folk", "human"), means(tally, "folk", "repeat")
    assert (human["exact_copy"], repeat["exact_copy"]) == (0.0, 1.0)
    assert human["density_ratio"] == 1.0
    assert human["intervals_jsd"] == 0.0
    assert 0.0 < repeat["intervals_jsd"] <= 1.0
    assert "diversity" not in human
    ngram = means(tally, "folk", "ngram")
    assert ngram["gap"] == 0.0
    assert 0.0 <= ngram["diversity"] <= 1.0
    first = replies["lstm"][0]
    assert first.call.events.tolist() == UP * 4
    assert first.piece.genre == FOLK
    assert first.piece.events is first.answer
    assert len(first.answer) == 64
    assert replies["human"][0].answer.tolist() == DOWN * 4


def test_the_same_seeds_give_the_same_answers(models):
    pieces = [piece(UP * 8, validation=True), piece(DOWN * 8)]
    one, two = (answers(pieces, models, SIZE, 1)[1] for _ in range(2))
    for system, replies in one.items():
        for first, second in zip(replies, two[system], strict=True):
            assert first.answer.tolist() == second.answer.tolist()


def busy(random, steps=64):
    return [onset(int(pitch)) for pitch in random.integers(48, 84, steps)]


def calm(random, steps=64):
    pitches = 60 + np.cumsum(random.integers(-2, 3, steps // 4)) % 12
    return [each for pitch in pitches for each in (onset(int(pitch)), HOLD, HOLD, REST)]


def genres_apart(count, seed):
    """Calm folk and busy rock, melodies and basses."""
    random = np.random.default_rng(seed)
    lines = [(genre, play(random, 128)) for _ in range(count) for genre, play in PLAYS.items()]
    return Music(
        [piece(line, genre) for genre, line in lines],
        [duet(line, line, genre) for genre, line in lines],
    )


PLAYS = {FOLK: calm, ROCK: busy}


def test_a_genre_is_recognised_if_it_sounds_like_people_s():
    training, held_out, played = (genres_apart(count, count) for count in (20, 5, 6))
    wrong = {FOLK: ROCK, ROCK: FOLK}
    found = genre_recognition(
        {"box": played.pieces, "lost": [replace(p, genre=wrong[p.genre]) for p in played.pieces]},
        {"box": played.duets},
        training,
        held_out,
    ).figures()
    for genre in ("folk", "rock"):
        assert found[genre]["human"]["melody_recognised"]["count"] == 10
        assert found[genre]["human"]["melody_recognised"]["mean"] == 1.0
        assert found[genre]["human"]["bass_recognised"]["mean"] == 1.0
        assert found[genre]["box"]["melody_recognised"]["mean"] == 1.0
        assert found[genre]["box"]["bass_recognised"]["count"] == 6
        assert found[genre]["lost"]["melody_recognised"]["mean"] == 0.0
        assert "bass_recognised" not in found[genre]["lost"]


def test_nobody_judges_basses_that_no_person_taught():
    music = genres_apart(6, 0)
    synthetic = Music(music.pieces, [replace(each, bass_kind="synth") for each in music.duets])
    found = genre_recognition({}, {"box": synthetic.duets}, synthetic, music).figures()
    assert set(found["folk"]) == {"human"}
    assert set(found["folk"]["human"]) == {"melody_recognised"}
