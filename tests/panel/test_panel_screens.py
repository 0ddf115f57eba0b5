"""The screens, pixel by pixel, against the pictures in `golden/`.

After a wanted change, write them anew and look at every one of them:

    GOLDEN=write .venv/bin/python -m pytest tests/panel/test_panel_screens.py
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from appliance.jam.controls import Controls, Mode
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.music.genres import GENRES
from appliance.music.grid import METERS
from appliance.music.notes import Note
from appliance.panel.canvas import WIDTH
from appliance.panel.following import HEIGHTS, WORDS, bars_lit
from appliance.panel.glyphs import LARGE, SMALL
from appliance.panel.items import ITEMS, Command, Setting
from appliance.panel.menu import Menu
from appliance.panel.screens import menu_screen, play_screen, splash_screen, turn_words
from tests.panel.panel_cases import LONG, RESPOND, WAITING, YOUR_TURN, all_pictures

GOLDEN = Path(__file__).parent / "golden"
PICTURES = all_pictures()

NOTES = st.builds(
    Note, st.integers(-40, 20), st.integers(1, 64), st.integers(0, 127), st.integers(1, 127)
)
MELODIES = st.lists(NOTES, max_size=6).map(tuple)
VIEWS = st.builds(
    View,
    controls=st.builds(
        Controls, st.sampled_from(Mode), st.sampled_from(GENRES), st.floats(20, 300)
    ),
    phase=st.sampled_from(Phase),
    waiting=st.booleans(),
    left=st.none() | st.floats(0, 1),
    step=st.integers(0, 20),
    place=st.integers(0, 11),
    meter=st.sampled_from(METERS),
    heard=MELODIES,
    answered=MELODIES,
    sureness=st.none() | st.floats(0, 1),
)


@pytest.mark.parametrize("name", PICTURES)
def test_a_screen_is_its_golden_picture(name):
    path = GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "write":
        PICTURES[name].save(path)
    with Image.open(path) as golden:
        different = ImageChops.difference(golden.convert("L"), PICTURES[name].convert("L"))
    assert different.getbbox() is None


def test_every_golden_picture_has_its_screen():
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(PICTURES)


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_screen_fits_the_display(picture):
    assert (picture.mode, picture.size) == ("1", (128, 64))


@pytest.mark.parametrize(("phase", "waiting", "words"), [
    (Phase.LISTEN, True, "Play something"),
    (Phase.LISTEN, False, "Your turn"),
    (Phase.REPLAY, False, "Your tune"),
    (Phase.RESPOND, True, "My turn"),
])  # fmt: skip
def test_whose_turn_it_is_in_words(phase, waiting, words):
    assert turn_words(View(phase=phase, waiting=waiting)) == words


def test_no_words_run_into_others():
    tempo = SMALL.width("♩ 240") + 8
    assert all(LARGE.width(genre.name) + tempo <= WIDTH for genre in GENRES)
    assert all(LARGE.width(mode.value) <= WIDTH - 2 for mode in Mode)
    assert LARGE.width("Play something") <= WIDTH - 4
    assert all(LARGE.width(genre.name) + SMALL.width(WORDS) + 8 <= WIDTH for genre in GENRES)
    gauge = 4 * len(HEIGHTS) + 4
    assert all(LARGE.width(mode.value) + gauge <= WIDTH for mode in Mode)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_an_item_fits_the_screen(item):
    if isinstance(item, Command):
        assert LARGE.width(item.question or item.name) <= WIDTH - 8
        return
    for value in item.values:
        assert SMALL.width(item.name + item.says(value)) <= WIDTH - 8
        assert LARGE.width(item.says(value)) <= WIDTH - 32


def card(picture):
    return picture.crop((0, 0, 128, 21)).tobytes()


@pytest.mark.parametrize("view", [WAITING, YOUR_TURN, RESPOND])
@pytest.mark.parametrize("notice", ["No sound", "No keyboard: plug one in", LONG])
def test_a_notice_leaves_whose_turn_it_is_alone(view, notice):
    plain, noticed = play_screen(view), play_screen(view, notice)
    assert card(plain) == card(noticed)
    assert plain.tobytes() != noticed.tobytes()


@given(st.lists(st.text("abdegmnopwW", min_size=1, max_size=12), min_size=1))
def test_a_notice_of_forty_letters_is_shown_whole(words):
    notice = " ".join(words)[:40]
    lines = SMALL.lines(notice, WIDTH - 2)
    assert len(lines) <= 3
    assert " ".join(lines) == " ".join(notice.split())
    assert play_screen(WAITING, notice).getbbox() is not None


@given(VIEWS, st.none() | st.text(max_size=40))
def test_any_view_is_drawn_the_same_each_time(view, notice):
    assert play_screen(view, notice).tobytes() == play_screen(view, notice).tobytes()


@given(VIEWS)
def test_the_card_is_lit_while_the_player_is_to_play(view):
    corner = play_screen(view).getpixel((4, 4))
    assert bool(corner) is view.players_turn


@given(VIEWS)
def test_the_roll_keeps_to_its_rows(view):
    silent = replace(view, heard=(), answered=())
    above = (0, 0, 128, 50)
    assert play_screen(view).crop(above).tobytes() == play_screen(silent).crop(above).tobytes()


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_less_is_left_the_shorter_the_bar(one, other):
    def length(left):
        row = play_screen(replace(RESPOND, left=left)).crop((0, 18, 128, 19))
        return (row.getbbox() or (0, 0, 0, 0))[2]

    less, more = sorted([one, other])
    assert length(less) <= length(more)
    assert length(0.0) == 0
    assert length(1.0) == 128


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_surer_the_box_the_more_is_lit(one, other):
    def lit(sureness):
        return sum(play_screen(replace(YOUR_TURN, sureness=sureness)).convert("L").tobytes())

    less, more = sorted([one, other])
    assert lit(less) <= lit(more)
    assert (bars_lit(0.0), bars_lit(1.0)) == (0, len(HEIGHTS))


def test_what_the_box_does_not_foresee_it_does_not_claim_to_follow():
    silent, claiming = play_screen(YOUR_TURN), play_screen(replace(YOUR_TURN, sureness=0.0))
    where = ImageChops.logical_xor(silent, claiming).getbbox()
    assert where is not None
    left, top, right, bottom = where
    assert left > LARGE.width(YOUR_TURN.controls.genre.name) and right <= WIDTH
    assert top > 20 and bottom <= 50, "neither the card nor the roll is touched"


def test_the_beat_runs_where_the_end_is_open():
    rows = [
        play_screen(replace(WAITING, place=place)).crop((0, 18, 128, 19)).getbbox()
        for place in (0, 3, 4, 8, 12)
    ]
    assert rows[0] == rows[1]
    assert [row[0] for row in rows[1:]] == sorted({row[0] for row in rows[1:]})


@pytest.mark.parametrize("place", range(len(ITEMS)))
@pytest.mark.parametrize("is_open", [False, True])
def test_a_menu_out_of_its_values_is_drawn(place, is_open):
    wild = Controls(bpm=400.0, silence=9.0, bars=64, answer_bars=64, theme=2.0, temperature=0.1)
    assert menu_screen(Menu(place, is_open), wild).size == (128, 64)


@pytest.mark.parametrize("item", [item for item in ITEMS if isinstance(item, Setting)])
def test_a_turned_value_is_seen(item):
    menu = Menu(ITEMS.index(item), not item.is_switch)
    turned = item.turned(Controls(), 1)
    other = turned if turned != Controls() else item.turned(Controls(), -1)
    assert menu_screen(menu, Controls()).tobytes() != menu_screen(menu, other).tobytes()


def test_the_splash_says_its_line():
    assert splash_screen("Starting").tobytes() != splash_screen("Tuning").tobytes()
