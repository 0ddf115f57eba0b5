"""The two typefaces."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from appliance.jam.controls import Mode
from appliance.music.genres import GENRES
from appliance.panel.glyphs import LARGE, SMALL

FACES = pytest.mark.parametrize("face", [LARGE, SMALL], ids=["large", "small"])
NEEDED = set("".join([genre.name for genre in GENRES] + [mode.value for mode in Mode]))


@FACES
def test_there_is_a_glyph_for_every_letter_that_is_needed(face):
    wanted = set(string.ascii_letters + string.digits + " ♩.,:?!%&-'") | NEEDED
    assert wanted <= set(face.glyphs)


@FACES
def test_no_two_glyphs_look_alike(face):
    looks = {}
    for letter, glyph in face.glyphs.items():
        looks.setdefault((glyph.size, glyph.tobytes()), []).append(letter)
    assert [letters for letters in looks.values() if len(letters) > 1] == []


@FACES
def test_only_what_hangs_hangs_under_the_base_line(face):
    below = {
        letter
        for letter, glyph in face.glyphs.items()
        if glyph.crop((0, face.ascent, glyph.width, glyph.height)).getbbox()
    }
    assert below == set("gjpqy,;") & set(face.glyphs)


@FACES
@given(words=st.text(string.ascii_letters, min_size=1, max_size=12))
def test_the_width_is_what_is_written(face, words):
    picture = Image.new("1", (300, 20))
    face.write(picture, 0, 0, words)
    assert picture.getbbox()[2] in (face.width(words), face.width(words) - 1)


@FACES
def test_an_unknown_letter_is_a_question(face):
    assert face.width("?") == face.width("水")
    assert face.width("") == 0


@FACES
@given(words=st.text("abc W", max_size=40), width=st.integers(60, 128))
def test_lines_keep_to_the_width_and_lose_no_word(face, words, width):
    lines = face.lines(words, width)
    assert " ".join(lines).split() == words.split()
    assert all(face.width(line) <= width or " " not in line for line in lines)


def test_dark_ink_takes_light_away():
    picture = Image.new("1", (40, 20), 1)
    LARGE.write(picture, 0, 0, "A", ink=False)
    letter = Image.new("1", (40, 20), 0)
    LARGE.write(letter, 0, 0, "A")
    assert bytes(255 - byte for byte in picture.tobytes()) == letter.tobytes()
