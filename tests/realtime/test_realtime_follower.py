"""A network that is left behind and returns: what it has been told by then is what was played."""

from concurrent.futures import Future

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.accompany import HOLD_BARS, REST_BARS
from appliance.jam.bounds import Bounds
from appliance.jam.controls import Controls, Mode
from appliance.jam.ensemble import Doing, Ensemble
from appliance.jam.spare import SpareBass, SpareMelody
from appliance.mind import mind_of
from appliance.models.manifest import SHIPPED
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS
from appliance.music.notes import NoteMessage
from appliance.realtime.follower import (
    FARTHEST_BEHIND,
    PATIENCE,
    SLOW,
    UNREAD_STEPS,
    Follower,
)
from appliance.realtime.pauses import LONGEST, Pauses
from appliance.realtime.recollection import KEPT_BARS, About, Recollection
from appliance.realtime.thinker import Deadline, Thinker, fulfil
from appliance.thinking import Thinking

BAR = COMMON_TIME.steps_per_bar


class Instant:
    """A mind that takes no time, and may be told to answer too late, or to leave all undone."""

    room = 0.05

    def __init__(self):
        self.too_late = self.stuck = self.busy = False
        self.time = 0.0
        self.undone = []

    def now(self):
        return self.time

    def order(self, job):
        answer = Future()
        self.undone.append((answer, job))
        if not self.stuck and not self.busy:
            self.go_on()
        return answer

    def go_on(self):
        self.busy = True
        while self.undone:
            fulfil(*self.undone.pop(0))
        self.busy = False

    def wait(self, answer):
        return answer.done() and not self.too_late


class Tally:
    def __init__(self):
        self.missed_answers, self.spared_answers = [], []

    def missed(self, what):
        self.missed_answers.append(what)

    def spared(self, what):
        self.spared_answers.append(what)


class Line:
    """What a network has been told since its line began."""

    def __init__(self, mind):
        self.mind, self.tally, self.told, self.cost = mind, Tally(), [], 0.0
        self.follower = Follower(mind, "it", self.begin, self.tally)

    def begin(self, meter):
        self.told = []

    def tell(self, number):
        self.mind.time += self.cost
        self.told.append(number)

    def read(self, numbers):
        for number in numbers:
            self.follower.read(lambda number=number: self.tell(number))

    def lose(self):
        self.mind.too_late = True
        for _ in range(PATIENCE):
            assert self.follower.ask(lambda: 1) is None
        self.mind.too_late = False
        assert self.follower.trouble == SLOW


@pytest.fixture
def line():
    line = Line(Instant())
    line.follower.begin(COMMON_TIME)
    return line


def test_an_answer_in_time_is_given_and_late_ones_are_counted_until_it_is_lost(line):
    assert line.follower.ask(lambda: 7) == 7
    line.mind.too_late = True
    for _ in range(PATIENCE - 1):
        assert line.follower.ask(lambda: 7) is None
    line.mind.too_late = False
    assert line.follower.ask(lambda: 7) == 7
    assert line.follower.trouble is None
    line.lose()
    assert len(line.tally.missed_answers) == 2 * PATIENCE - 1
    assert line.follower.ask(lambda: 7) is None  # not even asked
    assert line.tally.spared_answers == ["it"]


@given(st.integers(0, 5 * BAR), st.integers(1, 5 * BAR))
def test_from_a_bar_line_on_it_returns_knowing_the_newest_bars_and_all_since(before, after):
    line = Line(Instant())
    line.follower.begin(COMMON_TIME)
    line.read(range(before))
    line.lose()
    line.read(range(before, before + after))
    bar_line = (before // BAR + 1) * BAR  # the next one
    oldest = max(0, bar_line - KEPT_BARS * BAR)
    if before + after < bar_line:
        assert line.follower.trouble == SLOW
        assert line.told == list(range(before))
    elif line.follower.trouble is None:
        assert line.told == list(range(oldest, before + after))
    else:
        assert before + after < bar_line + KEPT_BARS * BAR  # it is nearly done


def test_what_is_read_while_it_tries_comes_after_what_it_reads_anew(line):
    line.read(range(20))
    line.lose()
    line.mind.stuck = True
    line.read(range(20, 40))
    assert line.follower.trouble == SLOW
    for number in range(40, 50):
        line.mind.go_on()
        line.read([number])
    assert line.follower.trouble is None
    line.mind.go_on()
    assert line.told == list(range(50))


def test_it_is_not_followed_while_reading_anew_takes_too_long_and_that_is_cut_short(line):
    line.read(range(20))
    line.lose()
    line.cost = 0.6 * Instant.room
    line.read(range(20, 200))
    assert line.follower.trouble == SLOW
    spent = line.mind.time
    assert spent <= 4 * (3 * BAR * Instant.room * 0.5 + line.cost)  # of 1, 2, 4 and 8 bars
    line.cost = 0.4 * Instant.room
    line.read(range(200, 200 + (LONGEST + 1) * BAR))
    assert line.follower.trouble is None


def test_a_new_line_is_followed_at_once_and_not_told_what_the_old_one_was(line):
    line.read(range(20))
    line.lose()
    line.mind.stuck = True
    line.read(range(20, 33))  # it tries
    line.follower.begin(COMMON_TIME)
    line.mind.stuck = False
    line.read(range(100, 105))
    assert line.follower.trouble is None
    assert line.told == list(range(100, 105))


def test_a_glance_never_waits_and_one_that_takes_steps_means_that_it_is_behind(line):
    assert line.follower.glance(lambda: 1) is None
    assert line.follower.glance(lambda: 2) == 1
    line.mind.stuck = True
    assert line.follower.glance(lambda: 3) == 2
    for _ in range(PATIENCE):
        assert line.follower.trouble is None
        assert line.follower.glance(lambda: 4) is None
    assert line.follower.trouble == SLOW
    assert line.tally.missed_answers == []  # nothing was to be decided


def test_late_glances_among_good_ones_are_no_row(line):
    for _ in range(2 * PATIENCE):
        line.mind.stuck = True
        line.follower.glance(lambda: 1)
        line.follower.glance(lambda: 2)
        line.mind.stuck = False
        line.mind.go_on()
        for _ in range(3):
            line.follower.glance(lambda: 3)
    assert line.follower.trouble is None


def test_what_is_read_long_behind_is_lost_though_nobody_asks(line):
    line.mind.stuck = True
    for step in range(FARTHEST_BEHIND + 1):
        assert line.follower.trouble is None
        line.read([step])
        line.follower.let_pass()
    assert line.follower.trouble == SLOW
    assert line.tally.missed_answers == []


def test_much_that_is_read_at_once_is_no_trouble_if_it_is_done_soon(line):
    line.mind.stuck = True
    line.read(range(3 * BAR))
    line.mind.stuck = False
    line.mind.go_on()
    for _ in range(FARTHEST_BEHIND + 1):
        line.follower.let_pass()
    assert line.follower.trouble is None


def test_nobody_misses_a_network_that_has_nothing_to_read(line):
    """The player has left, or another way to play was chosen."""
    line.lose()
    assert line.follower.complaint == SLOW
    for _ in range(UNREAD_STEPS + 1):
        line.follower.let_pass()
    assert line.follower.complaint is None
    line.read([1])
    assert line.follower.complaint == SLOW


def test_what_is_told_of_the_step_to_come_is_told_again_with_that_step():
    recollection = Recollection()
    recollection.begin(COMMON_TIME)
    recollection.keep(lambda: "answer", About.NEXT)
    assert [job() for job in recollection.jobs()] == ["answer"]
    for _ in range(KEPT_BARS * BAR):
        recollection.keep(lambda: "step")
    recollection.keep(lambda: "answer", About.NEXT)
    for _ in range(KEPT_BARS * BAR):
        recollection.keep(lambda: "step")
    assert [job() for job in recollection.jobs()] == ["answer"] + ["step"] * (KEPT_BARS * BAR)


@given(st.lists(st.sampled_from(About), max_size=200), st.sampled_from(METERS))
def test_what_is_recollected_begins_on_a_bar_line_and_lacks_nothing_since(told, meter):
    recollection, all_told = Recollection(), []
    recollection.begin(meter)
    step = 0
    for number, about in enumerate(told):
        recollection.keep(lambda number=number: number, about)
        all_told.append((step - 1 if about is About.NEWEST else step, number))
        step += about is About.STEP
        oldest = step - recollection.steps
        assert meter.position(oldest) == 0
        assert recollection.steps < (KEPT_BARS + 1) * meter.steps_per_bar
        assert oldest == 0 or recollection.steps >= KEPT_BARS * meter.steps_per_bar
        found = [job() for job in recollection.jobs()]
        assert found == [n for s, n in all_told if s >= oldest]


@given(st.lists(st.booleans(), max_size=100))
def test_pauses_grow_to_the_longest_and_are_short_again_after_some_good_bars(bars):
    pauses, waits = Pauses(), []
    for _ in range(12):
        wait = 1
        while not pauses.over():
            wait += 1
        waits.append(wait)
    assert waits == sorted(waits)
    assert waits[0] == 1 and waits[-1] == LONGEST
    for well in bars:
        (pauses.kept_up if well else pauses.leave)()
    for _ in range(4):
        pauses.kept_up()
    pauses.leave()
    assert pauses.over()


@given(st.lists(st.sampled_from([None, REST, HOLD, onset(40), onset(43)]), max_size=120))
def test_the_spare_bass_keeps_within_the_bounds_whatever_was_played(played):
    spare, bounds = SpareBass(), Bounds(COMMON_TIME, HOLD_BARS, REST_BARS)
    for event in played:
        chosen = spare.choose()
        assert bounds.allowed()[chosen]
        event = chosen if event is None else event
        spare.accept(event)
        bounds.take(event)


def test_the_spare_bass_does_as_it_did_a_bar_before():
    spare, figure = SpareBass(), [onset(40), HOLD, REST, onset(43)] * 4
    for event in figure:
        spare.accept(event)
    again = []
    for _ in range(2 * BAR):
        again.append(spare.choose())
        spare.accept(again[-1])
    assert again == figure * 2


def test_a_spare_bass_that_has_not_begun_holds_what_is_heard_most_from_the_next_bar_on():
    spare = SpareBass()
    played = []
    for step in range(3 * BAR):
        played.append(spare.choose())
        spare.accept(played[-1])
        spare.hear(onset(67) if step % 5 == 4 else HOLD)
    assert played == [*[REST] * BAR, *[onset(43), *[HOLD] * (BAR - 1)] * 2]


def test_the_spare_melody_goes_on_as_it_is_or_with_what_was_heard():
    spare = SpareMelody()
    spare.begin(COMMON_TIME)
    for _ in range(5):
        spare.accept(onset(60), 0)
    goes_on, plays = spare.goes_on(), spare.plays(0)
    assert goes_on.shape == plays.shape == (VOCABULARY_SIZE,)
    assert goes_on.argmax() == HOLD
    assert goes_on[REST] > goes_on[FIRST_ONSET:].max()
    assert plays[FIRST_ONSET:].argmax() + FIRST_ONSET == onset(60)
    assert np.isfinite(goes_on).all() and np.isfinite(plays).all()


def played_by(jams, look_ahead, mode, steps=96):
    """What two players' jams play to a tune each."""
    ensemble, controls = Ensemble(jams, look_ahead), Controls(mode=mode, replay=False, players=2)
    out = []
    for step in range(steps):
        heard = [[], []]
        if step < 24 and step % 4 == 0:
            for player in range(2):
                pitch = 60 + (step * 7 + 5 * player) % 12
                heard[player] = [NoteMessage(pitch, 80)]
        if step < 24 and step % 4 == 3:
            for player in range(2):
                pitch = 60 + ((step - 3) * 7 + 5 * player) % 12
                heard[player] = [NoteMessage(pitch, 0)]
        doings = [Doing(notes, controls) for notes in heard]
        out.append([outcome.play for outcome in ensemble.step(doings)])
    return out


@pytest.mark.parametrize("mode", [Mode.RESPOND, Mode.ACCOMPANY, Mode.MORPH])
def test_the_shipped_networks_decide_the_same_in_a_mind_of_their_own(mode):
    plain, tally = mind_of(SHIPPED, "small", 3, 2), Tally()
    alone = played_by(plain.jams(3, COMMON_TIME), plain.look_ahead, mode)
    thinking = Thinking(mind_of(SHIPPED, "small", 3, 2), Instant(), tally)
    timely = played_by(thinking.jams(3, COMMON_TIME), thinking.look_ahead, mode)
    assert timely == alone
    assert any(any(plays) for plays in alone)
    assert tally.missed_answers == tally.spared_answers == []
    assert thinking.problem is None


def test_a_mind_that_lost_its_networks_says_so_and_plays_both_parts():
    thinker, tally = Thinker(Deadline()), Tally()  # never started: nothing is ever answered
    thinking = Thinking(mind_of(SHIPPED, "small", 3, 2), thinker, tally)
    played = played_by(thinking.jams(3, COMMON_TIME), thinking.look_ahead, Mode.MORPH)
    assert thinking.problem == SLOW
    for player in range(2):
        parts = {part for plays in played for part, message in plays[player] if message.is_on}
        assert len(parts) == 2
    assert set(tally.spared_answers) >= {"the bass network of player 2"}


def test_an_accompanist_that_chooses_has_not_decided():
    often, once = (mind_of(SHIPPED, "small").accompanists[0] for _ in range(2))
    for step in range(8):
        for _ in range(3):
            often.choose(Controls())
        for each in (often, once):
            each.decide(Controls(), onset(40 + step))
            each.hear(onset(60))
    assert (often.foretold.kinds == once.foretold.kinds).all()
    assert (often.foretold.classes == once.foretold.classes).all()
