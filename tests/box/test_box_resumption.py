"""A box that was killed goes on with the controls as they stood; one that ended does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, TempoFrom
from appliance.music.genres import GENRES
from appliance.resumption import PAUSE_SECONDS, SURE_SECONDS, Resumption, told, understood
from appliance.service.afterlife import SIZE, Afterlife, memory
from tests.box.doubles import Clock

USUAL = (Controls(),) * MOST_PLAYERS
SET = (
    replace(Controls(), mode=Mode.MORPH, genre=GENRES[5], bpm=97.5, players=2, click=True),
    replace(Controls(), genre=GENRES[2], tempo_from=TempoFrom.NOTES, theme=0.25, bars=8),
    *USUAL[2:],
)


class Life:
    """One life of the box after another, on the same memory."""

    def __init__(self):
        self.clock, self._descriptor = Clock(), memory()
        self.begin()

    def begin(self):
        self.resumption = Resumption(Afterlife(self._descriptor), self.clock)
        self.controls = self.resumption.everybody(USUAL)

    def lives(self, seconds, controls=SET):
        for _ in range(int(10 * seconds)):
            self.clock.time += 0.1
            self.resumption.note(controls)


def test_killed_it_goes_on_as_the_controls_stood():
    life = Life()
    assert life.controls == USUAL
    life.lives(SURE_SECONDS + 1)
    life.begin()
    assert life.controls == SET


def test_after_an_end_in_good_order_it_begins_as_usual():
    life = Life()
    life.lives(SURE_SECONDS + 1)
    life.resumption.over()
    life.lives(SURE_SECONDS)
    life.begin()
    assert life.controls == USUAL


def test_controls_that_it_may_have_died_of_are_not_tried_again():
    life = Life()
    life.lives(SURE_SECONDS + 1)
    life.begin()
    assert life.controls == SET
    life.lives(SURE_SECONDS - 1)
    life.begin()
    assert life.controls == USUAL


def test_the_newest_are_left():
    life = Life()
    life.lives(SURE_SECONDS + 1, USUAL)
    life.lives(PAUSE_SECONDS + 0.2, SET)
    life.begin()
    assert life.controls == SET


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"[1, 2, 3, 4]", b"null", b"[" * 100_000, told(SET).replace(b"MORPH", b"DANCE"),
     told(SET).replace(b"true", b"1"), told(SET).replace(b"bars", b"cars"),
     told(SET).replace(b"97.5", b'"fast"')],
)  # fmt: skip
def test_what_is_not_understood_is_no_trouble(content):
    descriptor = memory()
    Afterlife(descriptor).write(content[:SIZE])
    assert Resumption(Afterlife(descriptor)).everybody(USUAL) == USUAL


def test_without_anybody_who_holds_it_nothing_is_left():
    resumption = Resumption()
    resumption.note(SET)
    assert resumption.everybody(USUAL) == USUAL


@given(
    st.builds(
        Controls,
        mode=st.sampled_from(Mode),
        genre=st.sampled_from(GENRES),
        bpm=st.floats(40, 240),
        tempo_from=st.sampled_from(TempoFrom),
        players=st.integers(1, 4),
        theme=st.floats(0, 1),
        loop=st.booleans(),
    )
)
def test_all_that_can_be_set_is_written_and_read(controls):
    everybody = (controls,) * MOST_PLAYERS
    assert understood(told(everybody), USUAL) == everybody
    assert len(told(everybody)) <= SIZE
