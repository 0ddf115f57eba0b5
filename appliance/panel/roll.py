"""A little piano roll: what was heard, hollow; what was answered, solid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from appliance.jam.view import ROLL_STEPS, View
from appliance.music.notes import Note

THICK = 3  # pixels of a note's height: the least that can be hollow
LEAST_SPAN = 11  # semitones that the height shows at least, so that small steps look small


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a roll goes: its top row, height and width in pixels, and the pitches it spans.

    Attributes:
        first: the absolute step at the left edge.
        lowest: MIDI pitch of the lowest row.
        span: semitones from the lowest to the highest row.
    """

    top: int
    height: int
    width: int
    first: int
    lowest: float
    span: float

    def column(self, step: int) -> int:
        """Pixel column where an absolute step begins."""
        return (step - self.first) * self.width // ROLL_STEPS

    def row(self, pitch: int) -> int:
        """Pixel row of the upper edge of a note."""
        room = self.height - THICK
        return self.top + room - int((pitch - self.lowest) * room / self.span + 0.5)


def draw_roll(picture: Image.Image, view: View, top: int, height: int) -> None:
    """Draw the last ROLL_STEPS steps over the picture's whole width.

    Args:
        picture: mode "1", changed in place.
        view: its `step` is the column at the right edge.
        top: first pixel row of the roll.
        height: of the roll, in pixels.
    """
    frame = _frame(view, picture.width, top, height)
    draw = ImageDraw.Draw(picture)
    _draw_bar_lines(draw, view, frame)
    for note in _visible(view.heard, frame):
        _draw_note(draw, note, view.step, frame, hollow=True)
    for note in _visible(view.answered, frame):
        _draw_note(draw, note, view.step, frame, hollow=False)


def _frame(view: View, width: int, top: int, height: int) -> Frame:
    first = view.step + 1 - ROLL_STEPS
    notes = [note for note in (*view.heard, *view.answered) if first < note.end]
    pitches = [note.pitch for note in notes] or [60]
    span = max(max(pitches) - min(pitches), LEAST_SPAN)
    middle = (max(pitches) + min(pitches)) / 2
    return Frame(top, height, width, first, middle - span / 2, span)


def _visible(notes: Sequence[Note], frame: Frame) -> list[Note]:
    return [note for note in notes if frame.first < note.end]


def _draw_bar_lines(draw: ImageDraw.ImageDraw, view: View, frame: Frame) -> None:
    bar = view.step - view.place
    while bar >= frame.first:
        x = frame.column(bar)
        draw.point([(x, y) for y in range(frame.top, frame.top + frame.height, 4)], 1)
        bar -= view.meter.steps_per_bar


def _draw_note(draw: ImageDraw.ImageDraw, note: Note, now: int, frame: Frame, hollow: bool) -> None:
    left, right = frame.column(note.onset), frame.column(min(note.end, now + 1)) - 2
    y = frame.row(note.pitch)
    if right >= left:
        draw.rectangle((left, y, right, y + THICK - 1), fill=not hollow, outline=1)
