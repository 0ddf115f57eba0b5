"""What the networks are told, and that a tune and its transposition are the same to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.models import bass_layout, melody_encoder
from appliance.models.anticipation import fitness, sounding_ahead
from appliance.models.bass_encoder import BassEncoder, Manner
from appliance.models.bass_layout import UNSEEN_STEPS
from appliance.models.foretold import Foretold, foretold
from appliance.models.frames import PITCHES, event_logits, log_softmax, summed
from appliance.models.line import NONE
from appliance.models.melody_encoder import MelodyEncoder, Phrase
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME, METERS, meter_named

GENRE = np.array([INDEX["jazz"]])
UNSAID = Manner(*(np.array([NONE]),) * 3)
TUNE = [onset(p) if p else HOLD for p in (60, 0, 64, 0, 67, 0, 0, 65, 64, 0, 62, 0, 60, 0, 0, 0)]
lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), max_size=40)


def told_melody(events, phrase=None, meter=COMMON_TIME):
    encoder = MelodyEncoder([meter])
    for event in events:
        encoder.push(np.array([event]))
    return encoder.encode(np.array([len(events)]), GENRE, phrase or Phrase.none(1))


def told_bass(melody, bass, manner=UNSAID, meter=COMMON_TIME):
    encoder = BassEncoder([meter])
    for step, event in enumerate(bass):
        if step >= UNSEEN_STEPS:
            encoder.hear(np.array([melody[step - UNSEEN_STEPS]]))
        encoder.push(np.array([event]))
        told = encoder.encode(np.array([step + 1]), GENRE, manner)
    return told


def part(features, layout, name):
    column = layout.columns[name]
    return features[0, column : column + layout.widths[name]]


def melody_part(features, name):
    return part(features, melody_encoder.INPUTS, name)


def test_the_features_of_a_melody_step():
    features, _ = told_melody([*TUNE, onset(67)])
    assert melody_part(features, "own.kind").argmax() == 2
    assert melody_part(features, "own.degree").argmax() == 7
    assert melody_part(features, "own.move").argmax() == 12 + 7
    assert melody_part(features, "position").argmax() == 1
    assert melody_part(features, "bar").argmax() == 1
    assert melody_part(features, "genre").argmax() == INDEX["jazz"]
    assert melody_part(features, "1.kind").argmax() == 1
    assert melody_part(features, "1.interval").argmax() == 12 - 7
    assert not melody_part(features, "2.kind").any()
    assert not melody_part(features, "left").any()


def test_a_passage_played_again_is_told_with_what_followed_it():
    features, _ = told_melody(TUNE + TUNE[:6])
    assert melody_part(features, "same.kind").argmax() == 1
    assert melody_part(features, "same.length").any()
    higher = [event + 5 if event >= FIRST_ONSET else event for event in TUNE[:7]]
    features, _ = told_melody(TUNE + higher)
    assert melody_part(features, "shifted.kind").argmax() == 2
    assert melody_part(features, "shifted.move").argmax() == 12 - 2


@pytest.mark.parametrize(("left", "index"), [(1, 0), (16, 15), (17, 16), (33, 17), (200, 20)])
def test_what_is_left_of_an_answer_is_told(left, index):
    phrase = Phrase(np.array([16]), np.array([left]))
    features, _ = told_melody(TUNE, phrase)
    assert melody_part(features, "left").argmax() == index
    assert melody_part(features, "call.kind").argmax() == 2


def moved(events, semitones):
    return [event + semitones if event >= FIRST_ONSET else event for event in events]


@given(st.integers(-11, 11), st.integers(0, 9))
@settings(max_examples=30)
def test_a_transposed_melody_gets_transposed_logits(semitones, seed):
    """All outputs but those of the register are used; the register does not transpose."""
    outputs = np.random.default_rng(seed).normal(size=(1, melody_encoder.OUTPUTS.width))
    column = melody_encoder.OUTPUTS.columns["register"]
    outputs[:, column:] = 0
    outputs = outputs.astype(np.float32)
    here, there = (
        event_logits(outputs, told_melody(moved(TUNE, each))[1]) for each in (0, semitones)
    )
    low, high = FIRST_ONSET + 20, FIRST_ONSET + 50
    ours = here[0, low:high] - here[0, low]
    theirs = there[0, low + semitones : high + semitones] - there[0, low + semitones]
    assert ours == pytest.approx(theirs, abs=1e-4)


@given(st.integers(-11, 11))
@settings(max_examples=20)
def test_a_transposed_duet_is_told_alike_but_for_the_register(semitones):
    melody, bass = TUNE, moved(TUNE, -19)
    here, there = (
        told_bass(moved(melody, each), moved(bass, each)).features for each in (0, semitones)
    )
    registers = [
        column
        for name in ("own.register", "melody.register")
        for column in range(
            bass_layout.INPUTS.columns[name],
            bass_layout.INPUTS.columns[name] + bass_layout.INPUTS.widths[name],
        )
    ]
    same = np.delete(here, registers, 1) == pytest.approx(np.delete(there, registers, 1), abs=1e-5)
    assert same


@given(lines, st.sampled_from(METERS))
def test_any_history_gives_a_finite_sheet(events, meter):
    features, table = told_melody(events, meter=meter)
    assert features.shape == (1, melody_encoder.INPUTS.width)
    assert np.isfinite(features).all() and features.max() <= 1
    assert table.min() >= 0 and table.max() <= melody_encoder.OUTPUTS.width


def test_the_bass_does_not_know_the_last_quarter_of_the_melody():
    bass = moved(TUNE, -19)
    other = TUNE[: len(TUNE) - UNSEEN_STEPS] + [onset(61)] * UNSEEN_STEPS
    assert (told_bass(TUNE, bass).features == told_bass(other, bass).features).all()
    other = [*TUNE[: len(TUNE) - UNSEEN_STEPS - 1], *[onset(61)] * (UNSEEN_STEPS + 1)]
    assert (told_bass(TUNE, bass).features != told_bass(other, bass).features).any()


def test_a_hidden_melody_is_told_to_be_hidden():
    told = told_bass([NONE] * len(TUNE), moved(TUNE, -19))
    assert part(told.features, bass_layout.INPUTS, "hidden")[0] == 1
    assert not part(told.features, bass_layout.INPUTS, "melody.kind").any()
    assert not part(told.features, bass_layout.INPUTS, "under.kind").any()


def test_the_manner_is_told():
    manner = Manner(np.array([1]), np.array([3]), np.array([NONE]))
    features = told_bass(TUNE, moved(TUNE, -19), manner).features
    assert part(features, bass_layout.INPUTS, "bass_kind").argmax() == 1
    assert part(features, bass_layout.INPUTS, "density").argmax() == 3
    assert not part(features, bass_layout.INPUTS, "coverage").any()


def test_logits_are_log_probabilities_and_sum_the_frames():
    """Two frames by hand: the tonic's degree 0 and the interval of a fifth up, 1 nat each."""
    _, table = told_melody(TUNE)
    outputs = np.zeros((1, melody_encoder.OUTPUTS.width), np.float32)
    columns = melody_encoder.OUTPUTS.columns
    outputs[0, columns["tonic"]] = 1.0
    outputs[0, columns["own"] + 24 + 7] = 1.0
    logits = event_logits(outputs, table)
    assert np.exp(logits).sum() == pytest.approx(1.0)
    assert np.exp(logits[0, :2]) == pytest.approx([1 / 3, 1 / 3])
    gain = summed(outputs, table)[0]
    by_pitch = dict(zip(PITCHES.tolist(), gain.tolist(), strict=True))
    assert (by_pitch[72], by_pitch[67], by_pitch[61]) == (1.0, 1.0, 0.0)


def test_what_is_foretold_are_probabilities():
    told = told_bass(TUNE, moved(TUNE, -19))
    outputs = np.random.default_rng(0).normal(size=(1, bass_layout.OUTPUTS.width))
    ahead = foretold(outputs.astype(np.float32), told.classes)
    assert ahead.kinds.shape == (1, 5, 3) and ahead.classes.shape == (1, 5, 12)
    assert ahead.kinds.sum(-1) == pytest.approx(1.0)
    assert ahead.classes.sum(-1) == pytest.approx(1.0)


def certain(kinds, classes):
    """A forecast that is sure of kinds and pitch classes, one step after the other."""
    steps = len(kinds)
    out = Foretold(np.zeros((1, steps, 3), np.float32), np.zeros((1, steps, 12), np.float32))
    for step, (kind, note) in enumerate(zip(kinds, classes, strict=True)):
        out.kinds[0, step, kind] = 1.0
        out.classes[0, step, note] = 1.0
    return out


def test_what_sounds_ahead_is_held_on_replaced_or_silent():
    e4 = [64]
    assert sounding_ahead(e4, certain([1, 1], [0, 0]))[0].argmax() == 4
    assert sounding_ahead(e4, certain([1, 2], [0, 9]))[0].argmax() == 9
    assert sounding_ahead(e4, certain([1, 2, 1], [0, 9, 0]))[0].argmax() == 9
    assert sounding_ahead(e4, certain([1, 2, 0], [0, 9, 0])).sum() == 0
    assert sounding_ahead(e4, certain([1, 0], [0, 0])).sum() == 0
    assert sounding_ahead([NONE], certain([1, 1], [0, 0])).sum() == 0


def test_thirds_fifths_and_sixths_fit_and_seconds_do_not():
    sounding = np.zeros((1, 12), np.float32)
    sounding[0, 4] = 1.0
    fits = dict(zip(PITCHES.tolist(), fitness(sounding)[0].tolist(), strict=True))
    assert [fits[pitch] for pitch in (40, 48, 45, 49)] == [1.0, 1.0, 1.0, 1.0]
    assert [fits[pitch] for pitch in (41, 39, 46, 47, 50)] == [0.0] * 5


def test_log_softmax_is_safe_for_large_values():
    assert log_softmax(np.array([[1e4, 0.0]], np.float32))[0, 0] == pytest.approx(0.0)


def test_a_bar_of_three_quarters_looks_back_three_quarters():
    events = [onset(60)] + [HOLD] * 11
    features, _ = told_melody(events, meter=meter_named("3/4"))
    assert melody_part(features, "1.kind").argmax() == 2
    assert REST not in events
