import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, notes_of, onset
from appliance.music.grid import METERS
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.bass_baselines import (
    NgramBass,
    RandomInKey,
    RepeatLastRoot,
    TonicDrone,
    baselines,
    in_register,
    sounding_classes,
)
from tools.eval.foresight import HORIZONS, ClassNGram, Foresight, RepeatClass, pitch_classes

C, D, E, G = onset(60), onset(62), onset(64), onset(67)
COMMON, WALTZ, JIG = METERS
BAR_OF_C = [C, HOLD, HOLD, HOLD, E, HOLD, C, HOLD, G, HOLD, HOLD, HOLD, C, HOLD, HOLD, HOLD]
melodies = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=60)


def duet(melody, bass=None, meter=COMMON, genre=0):
    melody = np.array(melody, np.int8)
    bass = melody if bass is None else np.array(bass, np.int8)
    roots = np.full(len(melody), NO_ROOT, np.int8)
    return Duet("x", genre, meter, melody, bass, "voice", roots, False)


def play(player, each, seed=0):
    return player.play(each, np.random.default_rng(seed)).tolist()


def test_what_sounds_in_a_step_is_the_last_onset_unless_it_rests():
    line = np.array([REST, D, HOLD, REST, onset(71), HOLD], np.int8)
    assert sounding_classes(line).tolist() == [-1, 2, 2, -1, 11, 11]


def test_every_pitch_class_has_its_place_in_the_bass_register():
    assert [in_register(each) for each in range(12)] == list(range(36, 48))


def test_the_drone_is_the_tonic_once_a_bar():
    line = play(TonicDrone(), duet(BAR_OF_C * 2 + BAR_OF_C[:4]))
    assert [(note.onset, note.duration, note.pitch) for note in notes_of(line)] == [
        (0, 16, 36),
        (16, 16, 36),
        (32, 4, 36),
    ]


def test_the_last_root_is_what_sounded_most_in_the_bar_up_to_a_beat_ago():
    """G takes over when the last 16 steps known hold more of it: at step 28 it is 9 against 7."""
    melody = [C] + [HOLD] * 15 + [G] + [HOLD] * 19
    notes = notes_of(play(RepeatLastRoot(), duet(melody)))
    assert [note.onset for note in notes] == list(range(4, 36, 4))
    assert [note.pitch for note in notes] == [36] * 6 + [43] * 2


def test_the_last_root_stays_through_silence_and_beats_are_dotted_in_six_eight():
    melody = [REST] * 6 + [D] + [HOLD] * 5 + [REST] * 36
    notes = notes_of(play(RepeatLastRoot(), duet(melody, meter=JIG)))
    assert [(note.onset, note.duration, note.pitch) for note in notes] == [
        (step, 6, 38) for step in range(12, 48, 6)
    ]


def test_random_notes_come_on_every_beat_from_the_key_alone():
    notes = notes_of(play(RandomInKey(), duet(BAR_OF_C * 50)))
    assert [note.onset for note in notes] == list(range(0, 800, 4))
    counts = np.bincount([note.pitch for note in notes], minlength=48)[36:]
    assert np.flatnonzero(counts).tolist() == [0, 2, 4, 5, 7, 9, 11]
    assert counts.max() < 50


def test_the_ngram_bass_plays_what_its_genre_plays():
    walk = [onset(36), HOLD, onset(43), HOLD] * 40
    other = [onset(50), REST] * 80
    bass = NgramBass([duet(walk), duet(other, genre=1)])
    line = play(bass, duet([REST] * 200))
    assert np.mean(np.isin(line, walk)) > 0.9
    assert line == play(bass, duet([C] * 200))
    assert line != play(NgramBass([duet(BAR_OF_C)]), duet([REST] * 200))
    with pytest.raises(KeyError):
        play(bass, duet(walk, genre=2))


@given(melodies, st.sampled_from(METERS))
def test_every_baseline_answers_every_melody_with_one_clean_line(melody, meter):
    each = duet(melody, bass=[REST] * len(melody), meter=meter)
    for name, player in baselines([duet(BAR_OF_C, bass=[onset(36), REST, HOLD, REST] * 4)]).items():
        line = player.play(each, np.random.default_rng(0))
        assert line.dtype == np.int8, name
        assert line.shape == (len(melody),), name
        stray = (line == HOLD) & (np.concatenate([[REST], line[:-1]]) == REST)
        assert not stray.any(), name


def test_the_share_of_repeats_is_counted_with_what_is_known():
    """At h=2 the second D is known to follow C only, the third follows D: one repeat of two."""
    melody = np.array([C, HOLD, D, D, D], np.int8)
    ahead = RepeatClass([melody])
    assert ahead.foretell(melody, 2)[4, 2] == pytest.approx((1 + 1) / (2 + 3))
    row = ahead.foretell(melody, 1)[1]
    assert row[0] == pytest.approx((1 + 2) / (2 + 3))
    assert row.sum() == pytest.approx(1.0)


def test_the_class_ngram_continues_the_onsets_it_knows():
    tune = np.array([C, HOLD, E, HOLD, G, REST] * 20, np.int8)
    foretold = ClassNGram([tune]).foretell(tune, 3)
    assert foretold[60:66].argmax(1).tolist() == [4, 4, 7, 7, 0, 0]


@given(st.lists(melodies, min_size=1, max_size=3), melodies, st.sampled_from(HORIZONS))
def test_foretold_rows_are_probabilities_and_never_see_what_comes(training, melody, horizon):
    training = [np.array([*each, C], np.int8) for each in training]
    melody = np.array(melody, np.int8)
    half = len(melody) // 2
    for model in (RepeatClass(training), ClassNGram(training)):
        foretold = model.foretell(melody, horizon)
        assert foretold.shape == (len(melody), 12)
        assert foretold.sum(1) == pytest.approx(1.0)
        assert (foretold > 0).all()
        assert foretold[:half] == pytest.approx(model.foretell(melody[:half], horizon))


def test_foresight_counts_only_onsets_that_a_row_was_foretold_for():
    melody = np.array([C, D, HOLD, E], np.int8)
    foretold = np.full((4, 12), 0.5 / 11)
    foretold[0, 2] = 0.5  # step 1 from step 0: right
    foretold[2, 7] = 0.5  # step 3 from step 2: wrong
    score = Foresight()
    score.add(melody, 1, foretold)
    assert pitch_classes(melody).tolist() == [0, 2, 4]
    assert score.summary()[1] == pytest.approx(
        {"nats_per_onset": (np.log(2) + np.log(22)) / 2, "top1_per_onset": 0.5}
    )
    score.add(melody, 3, np.eye(12)[[4, 0, 0, 0]] * 0.99 + 0.01 / 12)
    assert score.summary()[3]["top1_per_onset"] == 1.0
    assert score.summary()[4] == {"nats_per_onset": 0.0, "top1_per_onset": 0.0}


def test_a_certain_model_costs_nothing():
    melody = np.array([C] * 9, np.int8)
    score = Foresight()
    for horizon in HORIZONS:
        score.add(melody, horizon, np.eye(12)[np.zeros(9, int)] + 1e-300)
    assert score.onsets == {1: 8, 2: 7, 3: 6, 4: 5}
    assert score.summary()[2]["nats_per_onset"] == pytest.approx(0.0)
