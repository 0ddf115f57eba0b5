"""A keyboard that keeps saying that it is there, and then says nothing, holds no note."""

from __future__ import annotations

import threading
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.ear import Ear
from appliance.midi.leader import Leader
from appliance.midi.messages import note_off, note_on
from appliance.midi.sensing import ACTIVE_SENSING, LOST_SECONDS, Lookout, Sensing

ON, OFF = note_on(1, 60, 90), note_off(1, 60)
CLOCK = b"\xf8"


class Ears:
    """An ear, and what it has heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self.sensed = 0
        self.ear = Ear(self._receive, "keys", Leader(), self._sense)

    def _receive(self, moment: float, message: bytes, source: str) -> None:
        assert source == "keys"
        self.heard.append((moment, message))

    def _sense(self) -> None:
        self.sensed += 1


def test_who_never_sensed_may_be_silent_for_ever() -> None:
    ears = Ears()
    ears.ear.hear(0.0, ON)
    assert not ears.ear.look(1e6)
    assert ears.heard == [(0.0, ON)]


def test_what_a_keyboard_holds_ends_when_its_sensing_is_lost() -> None:
    ears = Ears()
    ears.ear.hear(0.0, ON + ACTIVE_SENSING + note_on(16, 127, 1))
    assert ears.sensed == 1
    assert ears.ear.look(LOST_SECONDS), "not longer than that"
    assert ears.heard[2:] == []
    assert not ears.ear.look(LOST_SECONDS + 0.001), "it is as if it had never sensed"
    assert {message for _, message in ears.heard[2:]} == {OFF, note_off(16, 127)}
    ears.ear.hear(1.0, ON)
    assert not ears.ear.look(9.0), "until it senses anew"
    assert ears.heard[4:] == [(1.0, ON)]


def test_any_message_is_a_sign_of_life_and_sensing_itself_is_no_news_to_anybody() -> None:
    ears = Ears()
    ears.ear.hear(0.0, ACTIVE_SENSING + ON)
    for tenth in range(1, 40):
        ears.ear.hear(tenth / 10, [ACTIVE_SENSING, CLOCK, b"\xb0\x01\x05"][tenth % 3])
        assert ears.ear.look(tenth / 10 + 0.3)
    assert OFF not in [message for _, message in ears.heard]
    assert ACTIVE_SENSING not in [message for _, message in ears.heard]


def test_sensing_within_a_message_leaves_it_whole() -> None:
    ears = Ears()
    ears.ear.hear(0.0, ON[:2] + ACTIVE_SENSING + ON[2:])
    assert ears.heard == [(0.0, ON)]
    assert ears.ear.look(0.1)


@given(st.lists(st.floats(0.0, 2.0), max_size=20), st.booleans())
def test_it_is_lost_once_and_exactly_if_a_gap_was_too_long(
    gaps: list[float], sensing: bool
) -> None:
    sense, now, losses = Sensing(), 0.0, 0
    sense.hear(now, ACTIVE_SENSING if sensing else CLOCK)
    for gap in gaps:
        now += gap
        losses += sense.lost(now)
        sense.hear(now, CLOCK)
    assert losses == (sensing and any(gap > LOST_SECONDS + 1e-6 for gap in gaps))


def test_the_lookout_looks_only_while_somebody_senses() -> None:
    moments: list[float] = []
    over = threading.Event()

    def look(now: float) -> bool:
        moments.append(now)
        if len(moments) % 3 == 0:
            over.set()
        return not over.is_set()

    with closing(Lookout(look)) as lookout:
        lookout.start()
        assert moments == []
        for times in (3, 6):
            lookout.want()
            assert over.wait(15.0)
            over.clear()
            assert len(moments) >= times
    lookout.close()


def test_a_lookout_that_was_away_itself_does_not_judge_by_that_look() -> None:
    """The keyboard may have spoken, and nobody was there to take it in."""
    moments = iter([0.0, 0.04, 5.0, 5.04])
    seen: list[float] = []
    done = threading.Event()

    def look(now: float) -> bool:
        seen.append(now)
        if now > 5.0:
            done.set()
        return now <= 5.0

    with closing(Lookout(look, lambda: next(moments))) as lookout:
        lookout.start()
        lookout.want()
        assert done.wait(15.0)
    assert seen == [0.04, 5.04]
