import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS
from tools.eval.stability import drift, ends_in_loop, ends_in_silence

meters = st.sampled_from(METERS)
seeds = st.integers(0, 2**32 - 1)


def bars(count, meter=COMMON_TIME, seed=0):
    """Random events of whole bars; the first is an onset."""
    rng = np.random.default_rng(seed)
    events = rng.integers(0, VOCABULARY_SIZE, count * meter.steps_per_bar).astype(np.int8)
    events[:1] = onset(60)
    return events


def quarters(pitches, *, bars_each=1):
    """A bar for each group of pitches, spread over its steps from the first on, times a number."""
    line = np.full((len(pitches), COMMON_TIME.steps_per_bar), HOLD, np.int8)
    for bar, group in zip(line, pitches, strict=True):
        bar[: len(group)] = [onset(pitch) for pitch in group]
    return np.repeat(line, bars_each, axis=0).reshape(-1)


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("loop", [1, 2, 4, 8])
def test_a_pattern_over_and_over_is_a_loop(meter, loop):
    line = np.concatenate([bars(20, meter, 1), np.tile(bars(loop, meter), 64 // loop)])
    assert ends_in_loop(line, meter)


@pytest.mark.parametrize("loop", [3, 5, 7, 16])
def test_other_lengths_are_no_loop(loop):
    assert not ends_in_loop(np.tile(bars(loop), 40), COMMON_TIME)


def test_a_loop_needs_64_bars_without_a_change():
    line = np.tile(bars(8), 8)
    assert ends_in_loop(line, COMMON_TIME)
    assert not ends_in_loop(line[COMMON_TIME.steps_per_bar :], COMMON_TIME)
    for step in (0, 500, len(line) - 1):
        changed = line.copy()
        changed[step] = REST if changed[step] != REST else HOLD
        assert not ends_in_loop(changed, COMMON_TIME)


def test_a_loop_that_ended_is_none():
    assert not ends_in_loop(np.concatenate([np.tile(bars(4), 20), bars(1, seed=1)]), COMMON_TIME)


def test_silence_and_an_endless_note_are_no_loops():
    steps = 100 * COMMON_TIME.steps_per_bar
    for event in (REST, HOLD):
        line = np.append(bars(1), np.full(steps, event, np.int8))
        assert not ends_in_loop(line, COMMON_TIME)
        assert ends_in_silence(line, COMMON_TIME)


def test_silence_is_eight_bars_without_an_onset():
    for meter in METERS:
        quiet = np.zeros(8 * meter.steps_per_bar, np.int8)
        assert ends_in_silence(np.append(onset(60), quiet), meter)
        assert not ends_in_silence(np.append(onset(60), quiet[1:]), meter)


def test_a_short_line_is_silent_without_any_onset():
    assert ends_in_silence(np.zeros(16, np.int8), COMMON_TIME)
    assert ends_in_silence(np.zeros(0, np.int8), COMMON_TIME)
    assert not ends_in_silence(bars(1), COMMON_TIME)


def test_drift_by_hand():
    """From one note a bar over a third to four notes over an octave."""
    line = quarters([(60,), (64,), (50,), (90,), (20,), (60,), (60, 72, 60, 72), (66,) * 4])
    assert drift(line, COMMON_TIME) == {
        "density_first": 1.0,
        "density_last": 4.0,
        "density_ratio": 4.0,
        "range_first": 4.0,
        "range_last": 12.0,
        "range_difference": 8.0,
    }


def test_quarters_are_whole_bars():
    """Of seven bars, the first and the last one."""
    line = quarters([(60,), *[(60, 90)] * 5, (60, 62)])
    found = drift(line, COMMON_TIME)
    assert (found["density_first"], found["density_last"]) == (1.0, 2.0)
    assert (found["range_first"], found["range_last"]) == (0.0, 2.0)


def test_a_line_that_falls_silent_has_no_range_left():
    found = drift(np.append(bars(4), np.zeros(192, np.int8)), COMMON_TIME)
    assert found["density_last"] == found["density_ratio"] == 0.0
    assert math.isnan(found["range_last"]) and math.isnan(found["range_difference"])


def test_drift_of_a_short_line_is_undefined():
    for line in (bars(3), bars(0)):
        assert all(math.isnan(value) for value in drift(line, COMMON_TIME).values())
    silent = drift(np.zeros(64, np.int8), COMMON_TIME)
    assert silent["density_first"] == 0.0 and math.isnan(silent["density_ratio"])


@given(seeds, meters, st.sampled_from([1, 2, 4, 8]), st.integers(0, 20), st.integers(0, 15))
def test_what_came_before_a_loop_and_where_it_is_cut_do_not_matter(seed, meter, loop, before, cut):
    line = np.concatenate([bars(before, meter, seed), np.tile(bars(loop, meter, seed), 80 // loop)])
    assert ends_in_loop(line[: len(line) - cut], meter)
    assert not ends_in_silence(line[: len(line) - cut], meter)


@given(seeds, meters, st.integers(0, 100), st.integers(0, 70))
def test_loop_and_silence_exclude_each_other(seed, meter, sounding, silent):
    quiet = np.zeros(silent * meter.steps_per_bar, np.int8)
    line = np.concatenate([np.tile(bars(1, meter, seed), sounding), quiet])
    assert not (ends_in_loop(line, meter) and ends_in_silence(line, meter))
    assert ends_in_silence(line, meter) == (silent >= 8 or not sounding)
    assert ends_in_loop(line, meter) == (silent == 0 and sounding >= 64)


@given(seeds, meters, st.integers(4, 40), st.integers(-3, 3))
def test_drift_turns_round_with_the_line_and_not_with_its_key(seed, meter, count, semitones):
    line = np.clip(bars(count, meter, seed), 0, VOCABULARY_SIZE - 4)
    line = np.where(line >= FIRST_ONSET, np.maximum(line, FIRST_ONSET + 3), line)
    forth, back = drift(line, meter), drift(line[::-1], meter)
    assert forth["range_difference"] == pytest.approx(-back["range_difference"], nan_ok=True)
    assert forth["density_first"] == back["density_last"]
    moved = np.where(line >= FIRST_ONSET, line + semitones, line)
    assert drift(moved, meter) == pytest.approx(forth, nan_ok=True)
