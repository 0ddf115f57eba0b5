"""Who is who: keyboards and players."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.messages import note_off, note_on
from appliance.seats import Seats


def sits(seats, source, players, moment, channel=1):
    return seats.player(moment, note_on(channel, 60, 90), source, players)


def test_who_plays_first_is_the_first_player():
    seats = Seats()
    assert sits(seats, "right", 2, 0.0) == 0
    assert sits(seats, "left", 2, 1.0) == 1
    assert sits(seats, "right", 2, 2.0, 5) == 0


def test_all_are_one_player_where_one_plays_and_nobody_is_given_a_place():
    seats = Seats()
    assert [sits(seats, name, 1, 0.0) for name in ("a", "b")] == [0, 0]
    assert sits(seats, "b", 2, 1.0) == 0
    assert sits(seats, "a", 2, 2.0) == 1


def test_a_place_that_is_left_is_free():
    seats = Seats()
    for moment, name in enumerate("abc"):
        sits(seats, name, 3, moment)
    seats.leave("b")
    assert sits(seats, "d", 3, 9.0) == 1


def test_one_more_than_there_are_sits_by_who_has_been_quiet_for_the_longest():
    seats = Seats()
    for moment, name in ((0.0, "a"), (1.0, "b"), (2.0, "a")):
        sits(seats, name, 2, moment)
    assert sits(seats, "c", 2, 3.0) == 1


def test_who_sat_by_another_gets_a_place_when_there_are_more():
    seats = Seats()
    for moment, name in enumerate("abc"):
        sits(seats, name, 2, moment)
    assert seats.sources(2) == [["a", "c"], ["b"]]
    assert [sits(seats, name, 4, 9.0) for name in "abc"] == [0, 1, 2]
    assert seats.sources(4) == [["a"], ["b"], ["c"], []]


def test_fewer_players_make_everybody_find_a_place_anew():
    seats = Seats()
    for moment, name in enumerate("abcd"):
        sits(seats, name, 4, moment)
    assert sits(seats, "d", 2, 5.0) in (0, 1)


def test_a_place_can_be_asked_for():
    seats = Seats()
    seats.sit("page 1", 2)
    assert (sits(seats, "page 1", 3, 0.0), seats.seated("page 1", 3)) == (2, 2)
    assert seats.seated("page 2", 3) is None
    assert (seats.seated("page 1", 2), seats.seated("page 1", 1)) == (None, 0)


def test_channels_tell_players_apart_where_they_are_to():
    seats = Seats(by_channel=True)
    assert [sits(seats, "daw", 3, 0.0, channel) for channel in (1, 2, 3, 4, 16)] == [
        0, 1, 2, 2, 2,
    ]  # fmt: skip


def test_a_note_ends_for_whom_it_began_channel_by_channel():
    seats = Seats(by_channel=True)
    for channel in (1, 2):
        seats.player(0.0, note_on(channel, 60, 90), "daw", 2)
    assert seats.player(1.0, note_off(2, 60), "daw", 1) == 1
    assert seats.player(1.0, note_off(1, 60), "daw", 1) == 0
    assert seats.player(1.0, note_off(2, 60), "daw", 1) == 0, "one that never began"


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 4), st.booleans())))
def test_a_player_is_always_one_of_those_who_play(steps):
    seats = Seats()
    for moment, (name, players, leaves) in enumerate(steps):
        if leaves:
            seats.leave(name)
        assert 0 <= sits(seats, name, players, moment) < players
