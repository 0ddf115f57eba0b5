"""Who is who: keyboards and players."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.seats import Seats


def test_who_plays_first_is_the_first_player():
    seats = Seats()
    assert seats.player("right", 1, 2, 0.0) == 0
    assert seats.player("left", 1, 2, 1.0) == 1
    assert seats.player("right", 5, 2, 2.0) == 0


def test_all_are_one_player_where_one_plays_and_nobody_is_given_a_place():
    seats = Seats()
    assert [seats.player(name, 1, 1, 0.0) for name in ("a", "b")] == [0, 0]
    assert seats.player("b", 1, 2, 1.0) == 0
    assert seats.player("a", 1, 2, 2.0) == 1


def test_a_place_that_is_left_is_free():
    seats = Seats()
    for moment, name in enumerate("abc"):
        seats.player(name, 1, 3, moment)
    seats.leave("b")
    assert seats.player("d", 1, 3, 9.0) == 1


def test_one_more_than_there_are_sits_by_who_has_been_quiet_for_the_longest():
    seats = Seats()
    for moment, name in ((0.0, "a"), (1.0, "b"), (2.0, "a")):
        seats.player(name, 1, 2, moment)
    assert seats.player("c", 1, 2, 3.0) == 1


def test_fewer_players_make_everybody_find_a_place_anew():
    seats = Seats()
    for moment, name in enumerate("abcd"):
        seats.player(name, 1, 4, moment)
    assert seats.player("d", 1, 2, 5.0) in (0, 1)


def test_a_place_can_be_asked_for():
    seats = Seats()
    seats.sit("page 1", 2)
    assert (seats.player("page 1", 1, 3, 0.0), seats.seated("page 1")) == (2, 2)
    assert seats.seated("page 2") is None


def test_channels_tell_players_apart_where_they_are_to():
    seats = Seats(by_channel=True)
    assert [seats.player("daw", channel, 3, 0.0) for channel in (1, 2, 3, 4, 16, None)] == [
        0, 1, 2, 2, 2, 0,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 4), st.booleans())))
def test_a_player_is_always_one_of_those_who_play(steps):
    seats = Seats()
    for moment, (name, players, leaves) in enumerate(steps):
        if leaves:
            seats.leave(name)
        assert 0 <= seats.player(name, 1, players, moment) < players
