"""Networks that are too slow, fail or talk nonsense: what sounds is on time all the same."""

import logging
import threading
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.ensemble import Ensemble
from appliance.jam.phases import Signal
from appliance.music.genres import genre_keyed
from appliance.realtime.clock import MonotonicClock
from appliance.realtime.follower import FAILING, PATIENCE, SLOW
from appliance.realtime.thinker import Deadline, Thinker
from appliance.realtime.timely import TimelyPredictor
from appliance.realtime.watch import Watch
from tests.realtime.minds import ThinkingRig, Troubled
from tests.realtime.rigs import Rig, phrase

STEP = 0.125
ANSWERING = Controls(replay=False, silence=0.0, answer_bars=8, click=True)


def answering(controls=ANSWERING, **arguments):
    """Eight bars of answer to a phrase, from the first beat on."""
    return ThinkingRig(played=phrase(), flips=[0.75], controls=controls, **arguments)


def assert_in_step(rig, steps):
    """Every step was told at its place in the bar and in time, and every note is ended."""
    expected = [(round(step * STEP, 6), (step) % 16) for step in range(1, steps + 1)]
    assert rig.beats == expected
    on_grid = [abs(time / STEP - round(time / STEP)) < 1e-6 for time in rig.starts]
    assert all(on_grid)
    assert rig.loop.punctuality.late_steps == rig.loop.failed_steps == 0
    assert rig.loop.punctuality.dropped_onsets == 0
    sounding = Counter()
    for _, part, message in rig.sent:
        sounding[part, message.pitch] += 1 if message.is_on else -1
    assert sum(sounding.values()) <= 2  # what the last step began


def test_a_network_in_time_is_what_plays():
    rig = answering()
    rig.network.seconds = 0.02
    rig.loop.run(steps=100)
    assert_in_step(rig, 100)
    assert rig.loop.punctuality.missed_decisions == 0
    assert rig.trouble is None


@pytest.mark.parametrize("genre", ["standards", "jazz", "blues"])
def test_off_beats_that_come_late_leave_the_network_its_time(genre):
    """A step that swings is heard to the end when the next one is due, which sounds later."""
    rig = answering(controls=replace(ANSWERING, genre=genre_keyed(genre)))
    rig.network.seconds = 0.02
    rig.loop.run(steps=100)
    assert rig.loop.punctuality.missed_decisions == rig.loop.punctuality.dropped_onsets == 0
    assert rig.trouble is None
    assert len(rig.starts) > 30
    expected = [(round(step * STEP, 6), step % 16) for step in range(1, 101)]
    assert rig.beats == expected


def test_others_are_told_a_step_before_the_network_is_waited_for():
    """Their clock is due before what swings; they must not wait for what it is to be."""
    rig = answering(controls=replace(ANSWERING, genre=genre_keyed("blues")))
    rig.network.seconds, told = 0.03, []
    rig.beat = lambda place, meter, moment, period: told.append(rig.clock.time - moment)
    rig.loop.run(steps=100)
    assert max(told) < 1e-6


def test_with_a_mind_of_its_own_the_same_is_played_as_without():
    alone = Rig(phrase(), flips=[0.75], controls=ANSWERING)
    rig = answering()
    for each in (alone, rig):
        each.loop.run(steps=100)
    assert rig.sent == alone.sent


def test_ten_times_as_slow_the_music_stays_on_the_grid_and_the_networks_come_back():
    rig = answering()
    rig.network.seconds = 0.03
    rig.loop.run(steps=30)
    assert rig.trouble is None
    rig = answering()
    rig.network.seconds = 0.3
    rig.loop.run(steps=60)
    assert rig.trouble == SLOW
    assert_in_step(rig, 60)
    assert rig.loop.punctuality.missed_decisions > PATIENCE
    assert [time for time in rig.starts if time > 2]


def test_networks_that_are_fast_again_are_followed_again_at_the_place_that_the_music_has_come_to():
    rig = answering()
    rig.network.seconds = 0.3
    real = rig.hands

    def hands():
        if rig.clock.time > 1004.0:
            rig.network.seconds = 0.001
        return real()

    rig.hands = hands
    rig.loop.run(steps=125)
    assert rig.trouble is None
    assert_in_step(rig, 125)
    assert PATIENCE < rig.loop.punctuality.missed_decisions < 60  # none of the newest 65


def test_a_single_slow_step_is_bridged_and_counted_once():
    rig = answering()
    real, slow = rig.hands, []

    def hands():
        rig.network.seconds = 0.07 if 1002.0 < rig.clock.time < 1002.125 else 0.01
        slow.append(rig.network.seconds > 0.05)
        return real()

    rig.hands = hands
    rig.loop.run(steps=100)
    assert sum(slow) == 1
    assert rig.loop.punctuality.missed_decisions == 1
    assert rig.trouble is None
    assert_in_step(rig, 100)


@pytest.mark.parametrize("trouble", ["raises", "nonsense"])
def test_a_network_that_does_not_work_is_told_once_and_does_without(trouble, caplog):
    rig = answering()
    rig.network.trouble = trouble
    with caplog.at_level(logging.INFO):
        rig.loop.run(steps=30)
    assert rig.trouble == FAILING
    assert len(FAILING) <= 40 and len(SLOW) <= 40
    assert_in_step(rig, 30)
    assert caplog.text.count("the network fails") == 1
    rig.network.trouble = None
    rig.loop.run(steps=60)
    assert rig.trouble is None


@settings(max_examples=40)
@given(st.lists(st.sampled_from([0.0, 0.02, 0.05, 0.1, 0.4, None]), min_size=1, max_size=20))
def test_however_slow_and_whatever_fails_bars_stay_in_step_and_notes_on_time(costs):
    rig = answering()
    turns = iter(costs * 100)
    real = rig.hands

    def hands():
        cost = next(turns)
        rig.network.trouble = "raises" if cost is None else None
        rig.network.seconds = cost or 0.0
        return real()

    rig.hands = hands
    logging.disable(logging.ERROR)
    try:
        rig.loop.run(steps=80)
    finally:
        logging.disable(logging.NOTSET)
    assert_in_step(rig, 80)


class RealTimeRig(Rig):
    """A rig by the real clock, where nobody plays and the box is asked to at once."""

    def __init__(self, played, clock):
        self.asked = iter(["before the run", None, Signal.HAND_OVER])
        self.played_out = played
        super().__init__(controls=replace(ANSWERING, bpm=240.0), clock=clock)

    def hands(self):
        return [(self.controls, next(self.asked, None))]

    def hear(self, windows):
        return [[]]

    def play(self, player, due, slot):
        self.played_out += due


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("never answers", SLOW), ("sleeps", SLOW), ("raises", FAILING), ("nonsense", FAILING)],
)
def test_by_the_real_clock_the_loop_goes_on_beside_a_network(trouble, said):
    """One waits for something that comes only after the run, one for a second each time."""
    over, played, clock = threading.Event(), [], MonotonicClock()
    deadline, watch = Deadline(), Watch(clock)
    thinker = Thinker(deadline, clock)
    waits = {"never answers": 60.0, "sleeps": 1.0}
    network = Troubled(lambda seconds: over.wait(waits.get(trouble, 0.0)))
    network.trouble = trouble
    predictor = TimelyPredictor(network, thinker, "the network", watch)
    rig = RealTimeRig(played, clock)
    rig.wire(Ensemble([Jam(predictor, 1)], part=watch.part), watch, deadline)
    thinker.start()
    rig.loop.run(steps=24)
    over.set()
    thinker.close()
    assert predictor.follower.trouble == said
    assert rig.loop.punctuality.missed_decisions >= 1
    assert rig.loop.failed_steps == 0
    assert [place for _, place in rig.beats] == [step % 16 for step in range(1, 25)]
    starts, ends = (Counter(), Counter())
    for part, message in played:
        (starts if message.is_on else ends)[part, message.pitch] += 1
    assert starts
    assert sum((starts - ends).values()) <= 2  # what the last step began


def test_a_thinker_knows_how_long_it_has_worked():
    thinker = Thinker(Deadline())
    assert thinker.ran() == 0.0
    thinker.start()
    answer = thinker.order(lambda: sum(range(300_000)))
    answer.result(10)
    assert thinker.ran() > 0.0
    thinker.close()


def test_a_thinker_keeps_the_order_and_leaves_out_what_nobody_waits_for():
    done, go_on = [], threading.Event()
    thinker = Thinker(Deadline())
    thinker.order(lambda: go_on.wait(10))
    answers = [thinker.order(lambda n=n: done.append(n)) for n in range(5)]
    answers[2].cancel()
    thinker.start()
    assert not thinker.wait(answers[4])  # the deadline is past
    go_on.set()
    answers[4].result(10)
    thinker.close()
    assert done == [0, 1, 3, 4]


@given(st.floats(0, 1), st.floats(-1, 1), st.floats(0, 0.2))
def test_a_deadline_leaves_time_to_put_down_and_at_least_half_to_decide(now, left, ahead):
    deadline = Deadline(ahead)
    deadline.set(now, now + left)
    left = max(0.0, left)
    put_down = max(0.003, left / 10) + ahead
    assert deadline.room == pytest.approx(max(left / 2, left - put_down), abs=1e-9)
    assert deadline.moment == pytest.approx(now + deadline.room)
