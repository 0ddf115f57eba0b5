"""A sequencer's clock, steady and jittering, started, stopped, moved and lost."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.tempo.midi_clock import MidiClock

TICK, START, CONTINUE, STOP = (bytes([status]) for status in (0xF8, 0xFA, 0xFB, 0xFC))


def tick_of(bpm):
    return 60.0 / bpm / 24


def ticking(clock, bpm, ticks, begin=0.0, jitter=0.0, seed=0):
    """Send ticks; the moment of the last one as it was meant."""
    random = np.random.default_rng(seed)
    for number in range(ticks):
        clock.take(begin + number * tick_of(bpm) + random.normal(0, jitter), TICK)
    return begin + (ticks - 1) * tick_of(bpm)


def started(bpm, ticks, **how):
    clock = MidiClock()
    clock.take(0.0, START)
    return clock, ticking(clock, bpm, ticks, **how)


def gone_on(clock, now):
    """The pulse at the first tick after it is told to go on."""
    clock.take(now, CONTINUE)
    clock.take(now + tick_of(120), TICK)
    return clock.pulse(now + tick_of(120))


@given(st.floats(41, 239), st.integers(7, 200))
def test_a_steady_clock_is_followed_exactly(bpm, ticks):
    clock, now = started(bpm, ticks)
    pulse = clock.pulse(now)
    assert pulse.bpm == pytest.approx(bpm, rel=1e-6)
    assert pulse.song == (ticks - 1) // 6
    assert pulse.moment == pytest.approx(pulse.song * 6 * tick_of(bpm), abs=1e-6)


@pytest.mark.parametrize("bpm", [60, 90, 120, 150, 180])
def test_five_milliseconds_of_jitter_hardly_show(bpm):
    off, late = [], []
    for seed in range(50):
        clock, now = started(bpm, 96, jitter=0.005, seed=seed)
        pulse = clock.pulse(now)
        off.append(abs(pulse.bpm / bpm - 1))
        late.append(abs(pulse.off(now + tick_of(bpm))))  # 96 ticks on, a step begins
    assert np.median(off) < 0.01
    assert np.median(late) < 0.003


def test_a_clock_that_was_not_started_is_not_followed():
    clock = MidiClock()
    now = ticking(clock, 120, 48)
    assert clock.pulse(now) is None
    clock.take(now, CONTINUE)
    assert clock.pulse(now).song is None
    clock.take(now, START)
    clock.take(now + tick_of(120), TICK)
    assert clock.pulse(now + tick_of(120)).song == 0


def test_a_stop_is_told_once_and_nothing_follows_until_it_goes_on_from_there():
    clock, now = started(120, 48)
    clock.take(now, STOP)
    assert (clock.stopped(), clock.stopped()) == (True, False)
    now = ticking(clock, 120, 100, begin=now + tick_of(120))
    assert clock.pulse(now) is None
    assert gone_on(clock, now).song == 8


def test_a_song_position_says_where_the_next_tick_is():
    clock, now = started(120, 48)
    clock.take(now, STOP)
    clock.take(now, bytes([0xF2, 5, 1]))
    assert gone_on(clock, now).song == 133


def test_a_lost_clock_gives_no_tempo_and_one_that_comes_back_does():
    clock, now = started(120, 48)
    assert clock.pulse(now + 0.1) is not None
    assert clock.pulse(now + 0.5) is None
    now = ticking(clock, 120, 48, begin=now + 5)
    assert clock.pulse(now).bpm == pytest.approx(120)


@pytest.mark.parametrize(("before", "after"), [(120, 60), (60, 120), (100, 110)])
def test_a_change_of_tempo_is_there_after_a_beat(before, after):
    clock, now = started(before, 96)
    now = ticking(clock, after, 25, begin=now + tick_of(after))
    assert clock.pulse(now).bpm == pytest.approx(after, rel=0.01)


@given(st.lists(st.tuples(st.floats(0, 0.1), st.binary(max_size=3)), max_size=80))
def test_no_stream_of_bytes_is_too_odd(messages):
    clock, now = MidiClock(), 0.0
    for wait, message in messages:
        now += wait
        clock.take(now, message)
        pulse = clock.pulse(now)
        assert pulse is None or 40 <= pulse.bpm <= 240


def test_ticks_of_a_sequencer_that_stands_still_do_not_move_its_song():
    clock, now = started(120, 48)
    clock.take(now, STOP)
    clock.take(now, bytes([0xF2, 32, 0]))
    now = ticking(clock, 120, 30, begin=now + tick_of(120))
    assert gone_on(clock, now).song == 32


def test_after_a_loss_nobody_knows_the_song():
    clock, now = started(120, 48)
    assert clock.pulse(now + 1.0) is None
    now = ticking(clock, 120, 12, begin=now + 5)
    assert clock.pulse(now).song is None


@given(st.lists(st.sampled_from([0.0, -0.001, 0.02, 1e-9]), max_size=60))
@example([0.0] * 9)
def test_ticks_in_one_moment_or_out_of_order_are_no_tempo_and_no_error(pauses):
    clock, now = MidiClock(), 1000.1
    clock.take(now, START)
    for pause in pauses:
        now += pause
        clock.take(now, TICK)
        pulse = clock.pulse(now)
        assert pulse is None or 40 <= pulse.bpm <= 240
