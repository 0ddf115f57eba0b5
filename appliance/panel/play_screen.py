"""The screen while playing, read at arm's length; whose turn it is stands on top.

    rows  0 … 16   the card: whose turn; lit, like the lamp, while the player is to play
    rows 18 … 19   what is left of the turn, or the running beat where its end is open
    rows 22 … 35   genre; to its right the tempo and, while the player plays, "I follow" and
    rows 37 … 47   mode; to its right the bars that go with these words
    rows 50 … 63   piano roll

A notice takes the rows under the beat, with genre and tempo small above it.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from appliance.jam.controls import Mode
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.panel.canvas import WIDTH, blank, write_centred, write_right
from appliance.panel.following import draw_following
from appliance.panel.glyphs import LARGE, SMALL, Typeface
from appliance.panel.roll import draw_roll

_MARGIN = 1
_CARD_BOTTOM, _TURN_TOP = 16, 2
_LEFT_TOP = 18
_NUMBER_LEFT, _NUMBER_TOP = 2, 5
_GENRE_TOP, _MODE_TOP = 22, 37
_TEMPO_TOP, _FOLLOWING_TOP = 21, 30
_ROLL_TOP, _ROLL_HEIGHT = 50, 14
_SMALL_HEADING_TOP, _RULE = 22, 33
_WORDS_TOP, _WORDS_HEIGHT = 35, 27  # of a notice, from capitals down to the last base line
_TURNS = {
    Phase.LISTEN: "Your turn",
    Phase.REPLAY: "Your tune",
    Phase.RESPOND: "My turn",
    Phase.ACCOMPANY: "I play bass",
    Phase.VARY: "My turn",
}


def play_screen(
    view: View, notice: str | None = None, number: int | None = None, warns: bool = True
) -> Image.Image:
    """The screen while playing.

    Args:
        view: the jam as it stands.
        notice: a plain sentence of at most 40 letters when something is to be said.
        number: of the player, from 1, where there are several.
        warns: whether the notice says that something is wrong.
    """
    picture = blank()
    _draw_card(picture, view, "" if number is None else f"{number}")
    draw_left(ImageDraw.Draw(picture), view, _LEFT_TOP)
    if notice:
        _draw_notice(picture, view, notice, warns)
    else:
        _draw_jam(picture, view)
    return picture


def turn_words(view: View) -> str:
    """Whose turn it is, in words for a person."""
    if view.phase is Phase.LISTEN and view.waiting:
        return "Play something"
    if view.phase is Phase.LISTEN and view.controls.mode is Mode.ACCOMPANY:
        return "Your bass"
    if view.phase is Phase.RESPOND and view.controls.mode is Mode.OVERLAP:
        return "Both play"
    return _TURNS[view.phase]


def _draw_card(picture: Image.Image, view: View, number: str) -> None:
    ink, words = not view.players_turn, turn_words(view)
    if view.players_turn:
        card = (0, 0, WIDTH - 1, _CARD_BOTTOM)
        ImageDraw.Draw(picture).rounded_rectangle(card, radius=2, fill=1)
    SMALL.write(picture, _NUMBER_LEFT, _NUMBER_TOP, number, ink)
    left = 2 * _NUMBER_LEFT + SMALL.width(number) if number else 0
    LARGE.write(picture, (left + WIDTH - LARGE.width(words)) // 2, _TURN_TOP, words, ink)


def draw_left(draw: ImageDraw.ImageDraw, view: View, top: int) -> None:
    """Draw what is left of the turn, or the beat where its end is open, two pixels high."""
    if view.left is None:
        _draw_beats(draw, view, top)
        return
    end = round(WIDTH * min(max(view.left, 0.0), 1.0))
    if end:
        draw.rectangle((0, top, end - 1, top + 1), fill=1)
    draw.point([(x, top + 1) for x in range(end + 2, WIDTH, 3)], fill=1)


def _draw_beats(draw: ImageDraw.ImageDraw, view: View, top: int) -> None:
    beats = view.meter.beats_per_bar
    for beat in range(beats):
        left, right = beat * (WIDTH + 2) // beats, (beat + 1) * (WIDTH + 2) // beats - 3
        if beat == view.meter.beat(view.place):
            draw.rectangle((left, top, right, top + 1), fill=1)
        else:
            draw.point([(x, top + 1) for x in range(left, right + 1, 3)], fill=1)


def _mode(view: View) -> str:
    """The way to play; when it is morphing, also how far the variations go."""
    controls = view.controls
    far = f" {100 * controls.morph:.0f} %" if controls.mode is Mode.MORPH else ""
    return controls.mode.value + far


def _tempo(view: View) -> str:
    return f"♩ {view.controls.bpm:.0f}"


def _draw_jam(picture: Image.Image, view: View) -> None:
    LARGE.write(picture, _MARGIN, _GENRE_TOP, view.controls.genre.name)
    write_right(picture, SMALL, _TEMPO_TOP, _tempo(view))
    LARGE.write(picture, _MARGIN, _MODE_TOP, _mode(view))
    if view.sureness is not None:
        draw_following(picture, _FOLLOWING_TOP, view.sureness)
    draw_roll(picture, view, _ROLL_TOP, _ROLL_HEIGHT)


def _draw_notice(picture: Image.Image, view: View, notice: str, warns: bool) -> None:
    SMALL.write(picture, _MARGIN, _SMALL_HEADING_TOP, view.controls.genre.name)
    write_right(picture, SMALL, _SMALL_HEADING_TOP, _tempo(view))
    draw = ImageDraw.Draw(picture)
    draw.line((0, _RULE, WIDTH - 1, _RULE), fill=1)
    if warns:
        _draw_warning(draw)
    room = WIDTH - 2 * _MARGIN
    large = LARGE.lines(notice, room)
    if len(large) <= 2 and all(LARGE.width(line) <= room for line in large):
        _draw_lines(picture, LARGE, large, 14)
    else:
        _draw_lines(picture, SMALL, SMALL.lines(notice, room), 10)


def _draw_lines(picture: Image.Image, face: Typeface, lines: tuple[str, ...], pitch: int) -> None:
    height = face.ascent + pitch * (len(lines) - 1)
    top = _WORDS_TOP + (_WORDS_HEIGHT - height) // 2
    for number, line in enumerate(lines):
        write_centred(picture, face, top + number * pitch, line)


def _draw_warning(draw: ImageDraw.ImageDraw) -> None:
    middle = WIDTH // 2
    draw.polygon([(middle, _RULE - 11), (middle - 7, _RULE), (middle + 7, _RULE)], fill=1)
    draw.line((middle, _RULE - 7, middle, _RULE - 4), fill=0)
    draw.point((middle, _RULE - 2), fill=0)
