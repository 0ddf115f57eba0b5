"""What is handed over ahead of its time: nothing sticks, whatever comes in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.ahead import EARLY, SURE, Ahead
from appliance.midi.messages import control, note_off, note_on, program
from tests.midi.fake_kernel import FakeKernel

ON, OFF = note_on(2, 60, 90), note_off(2, 60)
TICK = b"\xf8"

NOTES = st.one_of(
    st.builds(note_on, st.integers(1, 2), st.integers(60, 62), st.integers(1, 127)),
    st.builds(note_off, st.integers(1, 2), st.integers(60, 62)),
)
MESSAGES = st.one_of(
    NOTES,
    st.builds(control, st.integers(1, 2), st.sampled_from([64, 123]), st.just(0)),
    st.builds(program, st.integers(1, 2), st.integers(0, 9)),
    st.just(TICK),
)
MOMENTS = st.sampled_from([-0.2, -0.01, 0.0, 0.0001, 0.001, 0.003, 0.01, 0.05, 0.1])
DEEDS = st.one_of(
    st.tuples(st.just("send"), MESSAGES),
    st.tuples(st.just("send_at"), MESSAGES, MOMENTS, st.booleans()),
    st.tuples(st.just("recall"), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([0.0001, 0.001, 0.01, 0.05, 0.2])),
)


@pytest.fixture
def kernel() -> FakeKernel:
    return FakeKernel()


@pytest.fixture
def ahead(kernel: FakeKernel) -> Ahead:
    return Ahead(kernel, kernel.clock)


def do(kernel: FakeKernel, ahead: Ahead, deed: tuple) -> None:
    match deed:
        case ("send", message):
            ahead.send(message)
        case ("send_at", message, moment, lasting):
            ahead.send_at(message, kernel.now + moment, lasting)
        case ("recall", lasting):
            ahead.recall(lasting)
        case ("wait", seconds):
            kernel.pass_to(kernel.now + seconds)


@given(
    st.lists(DEEDS, max_size=40),
    st.sampled_from([0.0, 0.0005, 0.02, 0.09]),
    st.sampled_from([0.0, 0.0005, EARLY]),
)
def test_in_whatever_order_no_note_is_left_sounding(
    deeds: list[tuple], late: float, early: float
) -> None:
    kernel = FakeKernel(late, early)
    ahead = Ahead(kernel, kernel.clock)
    for deed in deeds:
        do(kernel, ahead, deed)
    ahead.end()
    kernel.pass_to(kernel.now + 10)
    assert kernel.sounding == set()


@given(st.lists(DEEDS, max_size=40), st.sampled_from([0.0, 0.0005, 0.02]))
def test_when_all_has_been_ended_by_its_own_note_off_nothing_sounds(
    deeds: list[tuple], late: float
) -> None:
    kernel = FakeKernel(late)
    ahead = Ahead(kernel, kernel.clock)
    holders: dict[tuple[int, int], int] = {}
    for deed in deeds:
        do(kernel, ahead, deed)
        if deed[0] in ("send", "send_at") and deed[1][0] & 0xF0 == 0x90:
            key = (deed[1][0] & 0x0F) + 1, deed[1][1]
            holders[key] = holders.get(key, 0) + 1
    for key, count in holders.items():
        for _ in range(count):
            ahead.send_at(note_off(*key), kernel.now + 0.2)
    kernel.pass_to(kernel.now + 10)
    assert kernel.sounding == set()


@given(st.lists(st.tuples(NOTES, st.integers(1, 90)), max_size=20))
def test_in_order_and_undisturbed_all_leaves_as_without_a_queue(
    plan: list[tuple[bytes, int]],
) -> None:
    plan.sort(key=lambda each: each[1])
    queued, plain = FakeKernel(), FakeKernel()
    ahead, direct = Ahead(queued, queued.clock), Ahead(plain, plain.clock)
    for message, due in plan:
        ahead.send_at(message, due / 1000)
    queued.pass_to(1.0)
    for message, due in plan:
        plain.pass_to(due / 1000)
        direct.send(message)
    assert queued.heard == plain.heard


@given(st.lists(st.tuples(NOTES, st.integers(10, 90)), max_size=20), st.randoms())
def test_the_order_of_handing_over_does_not_matter(plan, random) -> None:
    plan = list({due: (message, due) for message, due in plan}.values())  # a moment for each
    heard = []
    for each in (sorted(plan, key=lambda each: each[1]), random.sample(plan, len(plan))):
        kernel = FakeKernel()
        ahead = Ahead(kernel, kernel.clock)
        for message, due in each:
            ahead.send_at(message, due / 1000)
        kernel.pass_to(1.0)
        heard.append(kernel.heard)
    assert heard[0] == heard[1]


def test_a_note_recalled_before_it_sounds_leaves_nothing_behind(
    kernel: FakeKernel, ahead: Ahead
) -> None:
    ahead.send_at(ON, 0.05)
    ahead.send_at(OFF, 0.09)
    ahead.recall()
    kernel.pass_to(1.0)
    assert kernel.heard == []


def test_a_note_whose_end_is_recalled_ends_at_once(kernel: FakeKernel, ahead: Ahead) -> None:
    ahead.send_at(ON, 0.01)
    ahead.send_at(OFF, 0.09)
    kernel.pass_to(0.05)
    ahead.recall()
    kernel.pass_to(1.0)
    assert kernel.heard == [(0.01, ON), (0.05, OFF)]


def test_what_lasts_stays_until_that_is_asked_for(kernel: FakeKernel, ahead: Ahead) -> None:
    for due in (0.05, 0.08):
        ahead.send_at(TICK, due, lasting=True)
    ahead.send_at(ON, 0.05, lasting=True)
    ahead.recall()
    kernel.pass_to(0.06)
    assert kernel.heard == [(0.05, TICK)], "a note never lasts"
    ahead.recall(lasting=True)
    kernel.pass_to(1.0)
    assert kernel.heard == [(0.05, TICK)]


def test_a_key_played_now_while_the_same_waits_is_struck_again_and_ends_with_the_last(
    kernel: FakeKernel, ahead: Ahead
) -> None:
    ahead.send_at(ON, 0.05)
    ahead.send_at(OFF, 0.08)
    kernel.pass_to(0.02)
    ahead.send(ON)
    kernel.pass_to(0.06)
    ahead.send(OFF)
    kernel.pass_to(1.0)
    moments = [(round(moment, 3), message) for moment, message in kernel.heard]
    struck = [(0.02, ON), (0.05, OFF), (0.05, ON)]
    assert moments[:3] == struck
    assert moments[-1] == (0.08, OFF)
    assert kernel.sounding == set()


def test_all_notes_off_ends_what_sounds_and_lets_what_waits_sound_later(
    kernel: FakeKernel, ahead: Ahead
) -> None:
    everything = control(2, 123, 0)
    ahead.send(ON)
    ahead.send_at(note_on(2, 64, 90), 0.05)
    ahead.send_at(everything, 0.08)
    assert kernel.messages == [ON, OFF, everything], "at once, early as that is"
    kernel.pass_to(1.0)
    assert kernel.messages == [ON, OFF, everything, note_on(2, 64, 90)]


def test_an_end_that_comes_late_keeps_behind_its_beginning() -> None:
    kernel = FakeKernel(late=0.02)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send_at(ON, 0.05)
    kernel.pass_to(0.06)
    ahead.send_at(OFF, 0.05)
    kernel.pass_to(1.0)
    assert kernel.messages == [ON, OFF]


def test_who_plays_is_known_by_channel_from_the_moment_it_is_handed_over(ahead: Ahead) -> None:
    ahead.send_at(ON, 0.05)
    ahead.send_at(TICK, 0.05)
    ahead.send(program(1, 5))
    assert ahead.channels == (1, 2)


def test_an_end_that_may_have_been_taken_back_is_sent_again() -> None:
    kernel = FakeKernel(late=0.003)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send(ON)
    ahead.send_at(OFF, 0.05)
    ahead.send_at(ON, 0.09)
    kernel.pass_to(0.052)
    ahead.send(OFF)
    assert kernel.messages == [ON, OFF], "what was due at 50 ms had not left yet"
    ahead.recall()
    kernel.pass_to(1.0)
    assert kernel.sounding == set()


def test_a_beginning_that_may_have_been_taken_back_is_sent_again() -> None:
    kernel = FakeKernel(late=0.003)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send_at(ON, 0.05)
    kernel.pass_to(0.052)
    ahead.send(ON)
    assert kernel.messages == [OFF, ON, OFF, ON], "the first was due and had not left yet"


def test_a_beginning_that_left_early_is_known_to_sound() -> None:
    kernel = FakeKernel(early=0.001)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send_at(ON, 0.05)
    kernel.pass_to(0.0495)
    ahead.recall()
    ahead.end()
    assert kernel.messages == [ON, OFF]


def test_all_notes_off_takes_what_is_just_due_with_it() -> None:
    kernel = FakeKernel(late=0.02)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send_at(ON, 0.05)
    kernel.pass_to(0.06)
    ahead.send(control(2, 123, 0))
    kernel.pass_to(1.0)
    assert kernel.sounding == set()


def test_what_was_due_a_moment_ago_is_still_reckoned_with() -> None:
    kernel = FakeKernel(late=0.05)
    ahead = Ahead(kernel, kernel.clock)
    ahead.send_at(ON, 0.01)
    kernel.pass_to(0.04)
    ahead.send(OFF)
    kernel.pass_to(1.0)
    assert kernel.sounding == set(), "it is taken back, or would sound after its end"


def test_what_left_long_ago_is_not_sent_again(kernel: FakeKernel, ahead: Ahead) -> None:
    ahead.send_at(ON, 0.01)
    ahead.send_at(OFF, 0.02)
    kernel.pass_to(0.02 + SURE)
    ahead.send(ON)
    ahead.send(OFF)
    assert kernel.messages == [ON, OFF, ON, OFF]
