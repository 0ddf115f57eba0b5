"""All settings as a list, for the page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.music.genres import genre_keyed
from appliance.panel.remote import SETTINGS, changed, settings_told

FIELDS = [each.field for each in SETTINGS]


def entry(controls, field):
    (found,) = [each for each in settings_told(controls) if each["field"] == field]
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_every_value_can_be_reached_and_is_told(setting):
    for place, value in enumerate(setting.values):
        controls = changed(Controls(), setting.field, place)
        assert getattr(controls, setting.field) == value
        row = entry(controls, setting.field)
        assert (row["place"], row["words"]) == (place, row["values"][place])


def test_the_ways_to_play_and_genres_come_first():
    first, second = settings_told(Controls(mode=Mode.MORPH, genre=genre_keyed("jazz")))[:2]
    assert (first["field"], first["words"]) == ("mode", "Morph")
    assert (second["field"], second["words"]) == ("genre", "Jazz")


def test_a_value_between_two_is_shown_at_the_nearer_one():
    row = entry(Controls(bpm=121.4), "bpm")
    assert (row["values"][row["place"]], row["words"]) == ("♩ 122", "♩ 121")


def test_a_genre_that_is_not_on_the_knob_can_be_had():
    row = entry(Controls(genre=genre_keyed("blues")), "genre")
    assert row["values"][row["place"]] == row["words"] == "Blues"


@given(st.text() | st.sampled_from([*FIELDS, "downbeat", "silence_steps"]), st.integers(-5, 200))
def test_what_there_is_not_changes_nothing(field, place):
    before = replace(Controls(), mode=Mode.TRADE)
    after = changed(before, field, place)
    if field not in FIELDS:
        assert after == before
    settings_told(after)
