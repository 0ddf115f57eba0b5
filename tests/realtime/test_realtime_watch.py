"""Who was late, by how much, and why: counted, and said in one line."""

import gc
import logging
from functools import partial
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.ensemble import Ensemble
from appliance.models.predictor import EchoPredictor
from appliance.realtime.acting import ActingWatch
from appliance.realtime.agenda import Agenda
from appliance.realtime.garbage import GarbageWatch
from appliance.realtime.notifier import QUIET_SECONDS, Notifier
from appliance.realtime.punctuality import Punctuality
from appliance.realtime.watch import ASLEEP, COLLECTING, Watch
from tests.realtime.rigs import Company, FakeClock, Rig

LATE_LOG = "appliance.realtime.late"


def watched(make=Rig, **arguments):
    """A rig whose watch sees the thread run whenever its clock goes on, but not while it sleeps."""
    rig = make(**arguments)
    rig.clock.ran = 0.0
    rig.clock.thought = 0.0
    rig.watch = Watch(rig.clock, lambda: rig.clock.ran, lambda: rig.clock.thought)
    return rig


def busy(rig, seconds):
    """Work takes the thread so long."""
    rig.clock.pass_by(seconds)
    rig.clock.ran += seconds


def once(rig, act, at, what):
    """The same act, which besides does something at a time."""
    todo = [what]

    def doing(*arguments):
        if todo and rig.clock.time >= 1000 + at:
            todo.pop()()
        return act(*arguments)

    return doing


@pytest.mark.parametrize(
    ("part", "named"),
    [("hear", "hearing"), ("see", "showing"), ("beat", "keeping time"), ("play", "putting down")],
)
def test_the_part_that_took_the_time_is_named(part, named, caplog):
    rig = watched(controls=Controls(click=True))
    setattr(rig, part, once(rig, getattr(rig, part), 1.0, lambda: busy(rig, 0.08)))
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.loop.run(steps=20)
    (line,) = [each.message for each in caplog.records if each.name == LATE_LOG]
    assert line == f"step 9 was ready 18 ms late: {named} took 80 ms"
    assert rig.loop.punctuality.missed_decisions == 1
    assert rig.loop.punctuality.late_steps == 0


def test_the_player_whose_decision_took_the_time_is_named(caplog):
    rig = watched(partial(Company, [Controls()] * 3, []))
    jams = [Jam(EchoPredictor(), player) for player in range(3)]
    jams[1].play = once(rig, jams[1].play, 1.0, lambda: busy(rig, 0.1))
    rig.wire(Ensemble(jams, part=rig.watch.part), rig.watch)
    rig.loop.run(steps=20)
    assert "deciding for player 2 took 100 ms" in caplog.text


def test_a_part_that_only_waited_is_named_with_how_long_who_worked(caplog):
    rig = watched()

    def wait():
        rig.clock.pass_by(0.08)
        rig.clock.thought += 0.03

    rig.see = once(rig, rig.see, 1.0, wait)
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.loop.run(steps=20)
    assert "showing took 80 ms, of which this thread ran 0, the mind 30" in caplog.text


def test_a_thread_that_did_not_get_to_run_is_no_fault_of_a_part(caplog):
    rig = watched()
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.clock.oversleep = {1001.0625: 0.09}
    rig.loop.run(steps=20)
    assert f"step 9 was ready 28 ms late: {ASLEEP} for 90 ms" in caplog.text


@pytest.mark.parametrize("part", ["see", "idle"])
def test_collecting_garbage_is_named_whoever_was_at_work(part, caplog):
    rig = watched()

    def collect():
        busy(rig, 0.2)
        rig.watch.garbage.seconds += 0.19

    setattr(rig, part, once(rig, getattr(rig, part), 1.0, collect))
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.loop.run(steps=20)
    assert f"late: {COLLECTING} for" in caplog.text


def test_a_stall_is_said_with_its_cause_and_what_follows_is_not_blamed_on_sleep(caplog):
    rig = watched()
    rig.hear = once(rig, rig.hear, 1.0, lambda: busy(rig, 0.5))
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch, None)
    rig.watch._notifier = Notifier(count(step=10).__next__)  # nothing is kept back
    rig.loop.run(steps=20)
    assert "hearing took 500 ms" in caplog.text
    assert "begins 375 ms late, and the steps go on from there: the step before" in caplog.text
    assert rig.loop.punctuality.late_steps == 1
    assert ASLEEP not in caplog.text


def test_nothing_is_said_and_nothing_counted_where_all_is_in_time(caplog):
    rig = watched(controls=Controls(click=True))
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.loop.run(steps=50)
    assert caplog.text == ""
    assert rig.loop.punctuality.slack([0.0, 1.0]) == pytest.approx([0.0625, 0.0625])


@pytest.mark.parametrize(
    ("at", "clicks"), [(1.4, [0.5, 1.0, 2.0, 2.5]), (1.05, [0.5, 1.0, 1.5, 2.0, 2.5])]
)
def test_a_note_that_would_sound_late_is_left_out_and_an_end_is_not(at, clicks):
    """There is a click at 1.5 s, and the end of one at 1.125."""
    rig = watched(controls=Controls(click=True))
    rig.see = once(rig, rig.see, at, lambda: busy(rig, 0.08))
    rig.wire(Ensemble([Jam(EchoPredictor(), 1)]), rig.watch)
    rig.loop.run(steps=21)
    assert [time for time, _, message in rig.sent if message.is_on] == clicks
    assert rig.loop.punctuality.dropped_onsets == 5 - len(clicks)
    ends = [round(time, 3) for time, _, message in rig.sent if not message.is_on]
    assert ends == [0.625, 1.125, 1.625, 2.125, 2.625]


@given(st.lists(st.floats(0, 10), max_size=30))
def test_one_line_at_a_time_and_every_one_that_was_kept_back_is_counted(gaps):
    now, lines = [0.0], []
    notifier = Notifier(lambda: now[0])
    logger = logging.getLogger(LATE_LOG)
    heard = logging.Handler()
    heard.emit = lambda record: lines.append((now[0], record.getMessage()))
    logger.addHandler(heard)
    try:
        for gap in [*gaps, 2 * QUIET_SECONDS]:
            now[0] += gap
            notifier.say("late by %d", 7)
    finally:
        logger.removeHandler(heard)
    moments = [moment for moment, _ in lines]
    assert all(b - a >= QUIET_SECONDS for a, b in pairwise(moments))
    kept = [int(line.split("(")[1].split()[0]) for _, line in lines if "(" in line]
    assert len(lines) + sum(kept) == len(gaps) + 1


@given(st.lists(st.floats(-3, 3), min_size=1), st.floats(0, 1))
def test_the_slack_of_a_share_is_that_of_the_step_at_its_rank(slacks, share):
    punctuality = Punctuality()
    for slack in slacks:
        punctuality.put_down(slack)
    rank = max(1, round(share * len(slacks))) - 1
    expected = float(np.clip(sorted(slacks)[rank], -2, 2))
    assert punctuality.slack([share]) == pytest.approx([expected], abs=0.0001)
    assert str(len(slacks)) in punctuality.words()


def test_a_run_without_a_step_has_no_slack():
    assert np.isnan(Punctuality().slack([0.5])).all()
    assert Punctuality().words() == "no step was played"


def test_collections_are_timed_until_it_is_closed():
    garbage = GarbageWatch()
    garbage.start()
    garbage.start()
    gc.collect()
    passed = garbage.seconds
    assert passed > 0.0
    garbage.close()
    garbage.close()
    gc.collect()
    assert garbage.seconds == passed


class Send:
    def __init__(self, clock, seconds=0.0):
        self.clock, self.seconds = clock, seconds

    def send(self, message):
        self.clock.pass_by(self.seconds)


def agenda_of(clock):
    talkative = Notifier(count(step=10).__next__)  # nothing is kept back
    watch = Watch(clock, ran=lambda: 0.0, notifier=talkative)
    return Agenda(clock, ActingWatch(watch)), watch


def test_what_held_the_agenda_up_is_named(caplog):
    clock = FakeClock()
    agenda, watch = agenda_of(clock)
    agenda.at(1000.0, partial(Send(clock, 0.04).send, b""))
    for _ in range(3):
        agenda.at(1000.0, partial(Send(clock).send, b""))
    agenda.do_until(1000.0)
    line = "Send.send was done 40 ms late: Send.send before it took 40 ms"
    assert [record.message for record in caplog.records] == [line] * 3
    assert watch.punctuality.late_acts == 3


def test_an_agenda_that_did_not_get_to_run_says_so_and_what_comes_late_is_not_its_fault(caplog):
    clock = FakeClock()
    agenda, watch = agenda_of(clock)
    agenda.at(999.0, partial(Send(clock).send, b""))  # at once
    agenda.do_until(1000.0)
    assert watch.punctuality.late_acts == 0
    agenda.at(1000.1, partial(Send(clock).send, b""))
    clock.time = 1000.12
    agenda.do_until(clock.time)
    assert f"Send.send was done 20 ms late: {ASLEEP}" in caplog.text


def test_an_agenda_held_up_by_a_collection_says_so(caplog):
    clock = FakeClock()
    agenda, watch = agenda_of(clock)
    agenda.at(1000.1, partial(Send(clock).send, b""))
    clock.time, watch.garbage.seconds = 1000.12, 0.019
    agenda.do_until(clock.time)
    assert COLLECTING in caplog.text
