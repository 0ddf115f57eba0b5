"""The menu and the hand: what every event does, and that nothing leaves its range."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode
from appliance.music.genres import GENRES
from appliance.panel.hand import Hand, after
from appliance.panel.holding import SECONDS
from appliance.panel.items import ITEMS, Action, Command, Setting
from appliance.panel.menu import Menu, menu_after
from appliance.realtime.devices import PanelEvent

FLIP, LEFT, RIGHT, PUSH, HOLD, AGAIN, *_ = PanelEvent
SETTINGS = [item for item in ITEMS if isinstance(item, Setting)]
PLACES = {item.name: place for place, item in enumerate(ITEMS)}


def play(events, hand=None):
    """The hand after events, and every action on the way."""
    hand, actions = hand or Hand(), []
    for event in events:
        hand, action = after(hand, event)
        actions += [action] if action else []
    return hand, actions


def at(name):
    return Hand(menu=Menu(PLACES[name]))


def test_the_knob_turns_through_the_genres_and_round():
    offered = [genre for genre in GENRES if genre.on_knob]
    assert play([RIGHT])[0].controls.genre is offered[1]
    assert play([LEFT])[0].controls.genre is offered[-1]
    assert play([RIGHT] * len(offered))[0] == Hand()


def test_a_push_goes_to_the_next_mode_and_round():
    assert play([PUSH])[0].controls.mode is Mode.TRADE
    assert play([PUSH] * len(Mode))[0] == Hand()


def test_the_switch_hands_over_everywhere():
    assert play([FLIP]) == (Hand(), [Action.HAND_OVER])
    assert play([AGAIN]) == (Hand(), [Action.AGAIN])
    hand, _ = play([HOLD, PUSH])
    assert play([FLIP], hand) == (hand, [Action.HAND_OVER])


def test_a_hold_opens_the_menu_and_leaves_it():
    assert play([HOLD])[0].menu == Menu()
    assert play([HOLD, HOLD])[0] == Hand()
    assert play([HOLD, PUSH, HOLD])[0] == Hand()


def test_the_list_goes_round():
    assert play([HOLD, LEFT])[0].menu.item.name == "Shut down"
    assert play([HOLD] + [RIGHT] * len(ITEMS))[0].menu == Menu()


def test_a_setting_is_opened_turned_and_closed():
    hand, _ = play([HOLD, PUSH, RIGHT, RIGHT, LEFT, PUSH])
    assert hand == Hand((Controls(bpm=122.0),) * MOST_PLAYERS, Menu())


@pytest.mark.parametrize("name", ["Repeat my tune", "Click"])
def test_on_and_off_are_switched_by_a_push(name):
    field = ITEMS[PLACES[name]].field
    hand, actions = play([PUSH], at(name))
    assert getattr(hand.controls, field) is not getattr(Controls(), field)
    assert (hand.menu, actions) == (Menu(PLACES[name]), [])
    assert play([PUSH], hand)[0] == at(name)


def test_all_notes_off_is_done_at_once():
    assert play([PUSH], at("All notes off")) == (Hand(), [Action.PANIC])


def test_shutting_down_is_asked_once_more():
    asked, actions = play([PUSH], at("Shut down"))
    assert asked.menu.open
    assert actions == []
    assert play([PUSH], asked) == (Hand(), [Action.SHUTDOWN])


@pytest.mark.parametrize("event", [LEFT, RIGHT, HOLD])
def test_shutting_down_is_called_off(event):
    asked, _ = play([PUSH], at("Shut down"))
    hand, actions = play([event], asked)
    assert actions == []
    assert hand == (Hand() if event is HOLD else at("Shut down"))


def test_the_menu_itself_ignores_the_switch():
    assert menu_after(Menu(3), FLIP, Controls()) == (Menu(3), Controls(), None)


@pytest.mark.parametrize("item", SETTINGS, ids=lambda item: item.name)
def test_a_setting_reaches_each_of_its_values_and_stops_at_the_ends(item):
    controls = Controls()
    for _ in range(200):
        controls = item.turned(controls, -1)
    reached = [item.value(controls)]
    for _ in range(200):
        controls = item.turned(controls, 1)
        reached.append(item.value(controls))
    assert tuple(dict.fromkeys(reached)) == item.values
    assert reached[-1] == item.values[-1]


@pytest.mark.parametrize("item", SETTINGS, ids=lambda item: item.name)
def test_a_value_keeps_the_type_of_its_field(item):
    field = type(getattr(Controls(), item.field))
    assert {type(value) for value in item.values} == {field}
    assert [item.place(replace(Controls(), **{item.field: value})) for value in item.values] == (
        pytest.approx([number / (len(item.values) - 1) for number in range(len(item.values))])
    )
    assert item.value(Controls()) in item.values


def test_a_tempo_between_two_values_turns_to_the_nearest():
    odd = Controls(bpm=121.5)
    assert SETTINGS[0].turned(odd, 1).bpm == 122.0
    assert SETTINGS[0].turned(odd, -1).bpm == 120.0
    assert SETTINGS[0].words(odd) == "♩ 122"


@pytest.mark.parametrize(("name", "change", "words"), [
    ("Tempo", {"bpm": 96.0}, "♩ 96"),
    ("Repeat my tune", {"replay": False}, "Off"),
    ("Answer when I stop", {"silence": 0.0}, "Off"),
    ("Answer when I stop", {"silence": 2.0}, "2 s"),
    ("Turn length", {"bars": 1}, "1 bar"),
    ("Turn length", {"bars": 8}, "8 bars"),
    ("Answer length", {"answer_bars": 0}, "As mine"),
    ("Answer length", {"answer_bars": 2}, "2 bars"),
    ("Close to my tune", {"theme": 0.3}, "30 %"),
    ("Daring", {"temperature": 0.5}, "0 %"),
    ("Daring", {"temperature": 1.5}, "100 %"),
    ("Daring", {"temperature": 2.0}, "100 %"),
    ("Discipline", {"discipline": 1.0}, "100 %"),
    ("Discipline", {"discipline": 0.0}, "0 %"),
    ("Click", {"click": True}, "On"),
])  # fmt: skip
def test_values_are_said_for_a_person(name, change, words):
    assert ITEMS[PLACES[name]].words(replace(Controls(), **change)) == words


def test_every_action_but_those_in_time_is_in_the_menu():
    commands = {item.action for item in ITEMS if isinstance(item, Command)}
    assert commands == set(Action) - {Action.HAND_OVER, Action.TAP, Action.FORGET}


@given(st.lists(st.sampled_from(PanelEvent), max_size=120))
def test_whatever_a_hand_does_stays_in_range(events):
    hand, actions = play(events)
    assert hand.controls.genre in GENRES
    assert hand.controls.mode in Mode
    assert all(item.value(hand.controls) in item.values for item in SETTINGS)
    assert hand.menu is None or 0 <= hand.menu.place < len(ITEMS)
    assert hand.holding is None or 0 <= hand.holding.left <= SECONDS
    assert actions.count(Action.HAND_OVER) == events.count(FLIP)


@given(st.lists(st.sampled_from([LEFT, RIGHT, PUSH]), max_size=40))
def test_the_menu_never_touches_genre_or_mode(events):
    hand, menu = Hand(menu=Menu()), Menu()
    for event in events:
        hand, _ = after(replace(hand, menu=hand.menu or menu), event)
    assert (hand.controls.genre, hand.controls.mode) == (GENRES[0], Mode.RESPOND)
