"""What lines are made of, on cases made by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.habits import FARTHEST, HABITS
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from tools.rl.lines import SILENT, lags, later, notes, running_tonics, sounding
from tools.rl.terms import BASS_TERMS, MELODY_TERMS, bass_terms, melody_terms

BAR = np.array([16])


def line(*events):
    return np.array([events])


def counted(terms, widths, name):
    """Index of the term used in each step, -1 where none is, [steps]."""
    at = list(np.cumsum([0, *widths.values()]))[list(widths).index(name)]
    part = terms[0, :, at : at + widths[name]]
    return np.where(part.any(-1), part.argmax(-1), -1).tolist()


def everywhere(events):
    return np.ones(np.shape(events), np.bool_)


def melody(*events, tonic=0):
    events = line(*events)
    return melody_terms(events, BAR, np.full(events.shape, tonic), everywhere(events))


def test_what_sounds_is_the_last_note_until_it_ends():
    events = line(REST, onset(60), HOLD, REST, onset(62), HOLD)
    assert sounding(events).tolist() == [[SILENT, 60, 60, SILENT, 62, 62]]


def test_a_note_knows_the_one_before_it():
    found = notes(line(onset(60), HOLD, onset(64), REST, onset(62)))
    assert found.before[0, [0, 2, 4]].tolist() == [SILENT, 60, 64]
    assert found.gap[0, [0, 2, 4]].tolist() == [0, 2, 2]


def test_lines_are_moved_in_a_circle():
    assert later(np.array([[1, 2, 3], [1, 2, 3]]), np.array([1, -1])).tolist() == [
        [3, 1, 2],
        [2, 3, 1],
    ]


def test_the_key_is_followed():
    scale = [onset(60 + 2 + step) for step in (0, 2, 4, 5, 7, 9, 11, 12)] * 4
    tonics = running_tonics((line(*scale), 1.0))
    assert tonics[0, 0] == 0
    assert tonics[0, -1] == 2


def test_intervals_gaps_places_and_degrees():
    terms = melody(onset(60), HOLD, onset(67), REST, onset(66), tonic=7)
    assert counted(terms, MELODY_TERMS, "interval") == [-1, -1, FARTHEST + 7, -1, FARTHEST - 1]
    assert counted(terms, MELODY_TERMS, "gap") == [-1, -1, 1, -1, 1]
    assert counted(terms, MELODY_TERMS, "position") == [0, -1, 2, -1, 4]
    assert counted(terms, MELODY_TERMS, "degree") == [5, -1, 0, -1, 11]
    assert counted(terms, MELODY_TERMS, "silence") == [-1, -1, -1, 0, -1]


def test_the_fifth_repeat_is_too_many():
    terms = melody(*[onset(60)] * 6, onset(62), onset(60))
    assert counted(terms, MELODY_TERMS, "excess_repeat") == [-1] * 4 + [0, 0, -1, -1]


def test_a_note_outside_the_scale_is_out_of_key_in_every_key():
    terms = melody(onset(62), onset(66), onset(63), tonic=2)
    assert counted(terms, MELODY_TERMS, "out_of_key") == [-1, -1, 0]


def test_a_leap_wants_to_turn_back():
    back = melody(onset(60), onset(67), onset(65))
    on = melody(onset(60), onset(67), onset(69))
    stays = melody(onset(60), onset(67), onset(67))
    step = melody(onset(60), onset(66), onset(69))
    found = [counted(each, MELODY_TERMS, "unresolved_leap")[-1] for each in (back, on, stays, step)]
    assert found == [-1, 0, 0, -1]


def test_three_pitches_within_half_a_bar_are_a_motif():
    near = melody(onset(60), onset(62), HOLD, onset(64))
    far = melody(onset(60), *[HOLD] * 7, onset(62), onset(64))
    assert counted(near, MELODY_TERMS, "motif") == [-1, -1, -1, 0]
    assert counted(far, MELODY_TERMS, "motif")[-1] == -1


def test_a_note_has_its_length_where_it_ends():
    terms = melody(onset(60), HOLD, HOLD, REST, onset(62), onset(64), HOLD)
    assert counted(terms, MELODY_TERMS, "length") == [-1, -1, -1, 2, -1, 0, -1]


def test_an_onset_lies_a_lag_after_what_was_heard():
    """The fifth step is the first at which a bass has heard the melody's first step."""
    events = line(*[onset(36)] * 8)
    melodies = line(onset(60), HOLD, onset(62), HOLD, HOLD, HOLD, HOLD, HOLD)
    terms = bass_terms(events, BAR, np.zeros(events.shape, np.int64), lags(melodies))
    none = HABITS["lag"] - 1
    assert counted(terms, BASS_TERMS, "lag") == [none] * 5 + [0, 1, 0]


def test_root_motion_is_from_downbeat_to_downbeat():
    events = line(onset(36), *[HOLD] * 7, onset(40), *[HOLD] * 7, onset(41), HOLD)
    nothing = np.full(events.shape, SILENT)
    terms = bass_terms(events, BAR, np.zeros(events.shape, np.int64), nothing)
    assert counted(terms, BASS_TERMS, "strong_interval")[16] == 5


def used(name, *events, turn=None, tonic=0):
    """The steps in which a term of a melody is used; in a turn, or everywhere."""
    line = np.array([events])
    within = np.isin(np.arange(line.shape[1]), turn or range(line.shape[1]))[None]
    terms = melody_terms(line, BAR, np.full(line.shape, tonic), within)
    return np.flatnonzero(np.array(counted(terms, MELODY_TERMS, name)) == 0).tolist()


def test_a_turn_may_begin_and_end_on_the_tonic():
    line = [onset(p) for p in (60, 62, 64, 67)]
    assert used("begins_on_tonic", *line) == [0]
    assert used("ends_on_tonic", *line) == []
    assert used("ends_on_tonic", *line, tonic=7) == [3]
    assert used("begins_on_tonic", *line, turn=[1, 2], tonic=2) == [1]
    assert used("ends_on_tonic", *line, HOLD, REST, turn=[2, 3, 4, 5], tonic=7) == [3]


def test_the_top_of_a_turn_may_be_reached_again():
    line = [onset(p) for p in (72, 60, 64, 62, 64, 60, 65)]
    turn = [1, 2, 3, 4, 5, 6]
    assert used("top_again", *line, turn=turn) == [4], "what came before the turn does not count"
    assert used("bottom_again", *line, turn=turn) == [5]


def test_pitches_return_after_two_or_three_notes():
    line = [onset(p) for p in (60, 62, 60, 62, 64, 60)]
    assert used("return_2", *line) == [2, 3]
    assert used("return_3", *line) == [5]


def test_a_motif_comes_again_in_its_rhythm_at_any_height():
    motif = [onset(60), onset(62), HOLD, onset(64), REST]
    higher = [onset(65), onset(67), HOLD, onset(69), REST]
    straight = [onset(60), onset(62), onset(64)]
    assert used("motif_again", *motif, *higher) == [8]
    assert used("motif_again", *motif, *straight) == []
    assert used("motif_again", *[onset(p) for p in range(60, 66)]) == [5], "they may not overlap"


lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=40)


@given(lines)
def test_every_kind_of_term_is_used_at_most_once_a_step(events):
    terms = melody(*events)
    assert terms.shape == (1, len(events), sum(MELODY_TERMS.values()))
    edges = np.cumsum([0, *MELODY_TERMS.values()])
    for begin, end in itertools.pairwise(edges):
        assert terms[..., begin:end].sum(-1).max() <= 1


@given(lines, st.integers(-5, 5))
def test_a_transposed_line_in_a_transposed_key_is_made_of_the_same(events, by):
    plain = np.array([e for e in events if e < 2 or 10 < e < 60] or [0])
    moved = np.where(plain > 1, plain + by, plain)
    same = melody(*plain, tonic=0) == melody(*moved, tonic=by % 12)
    begin = list(HABITS).index("register")
    other = sum(list(HABITS.values())[:begin])
    assert same[..., :other].all()
    assert same[..., other + HABITS["register"] :].all(), "only the register is another one"


def test_lines_side_by_side_do_not_touch():
    one, two = [onset(60), HOLD, onset(64)], [onset(50), onset(49), REST]
    tonic = np.zeros((2, 3), np.int64)
    both = melody_terms(np.array([one, two]), np.array([16, 12]), tonic, everywhere(tonic))
    assert (both[0] == melody(*one)[0]).all()
    assert both.shape == pytest.approx((2, 3, both.shape[2]))
