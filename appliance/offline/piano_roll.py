"""A piano roll as a picture: the player's notes outlined, the box's solid, bar lines numbered."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from appliance.music.grid import STEPS_PER_QUARTER, Meter
from appliance.music.midifile import Track
from appliance.music.score import TimedNote

STEP_WIDTH, PITCH_HEIGHT, MARGIN, HEADER = 9, 8, 44, 30
PAPER, LINE, BAR_LINE, BLACK_KEY, INK = "#fbfaf6", "#e7e3d8", "#b9b2a0", "#f1eee5", "#3a3a38"
COLOURS = {"human": "#2b6f8a", "response": "#c8552d", "bass": "#6a4c93"}
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
LONGEST_STEPS = 1200


def draw_roll(tracks: Sequence[Track], meter: Meter) -> Image.Image:
    """The picture of all tracks; of a piece longer than LONGEST_STEPS, its end."""
    notes = [note for track in tracks for note in track.notes]
    pitches = [note.pitch for note in notes] or [60]
    low, high = min(pitches) - 2, max(pitches) + 2
    bar = meter.steps_per_bar
    end = max([_steps(note.onset + note.duration) for note in notes] or [1])
    last = ceil(end / bar) * bar
    first = max(0, ceil((last - LONGEST_STEPS) / bar) * bar)
    steps = last - first
    size = (MARGIN + steps * STEP_WIDTH + 12, HEADER + (high - low + 1) * PITCH_HEIGHT + 12)
    image = Image.new("RGB", size, PAPER)
    page = _Page(ImageDraw.Draw(image), low, high, first, last)
    page.ruled(meter)
    for track in tracks:
        page.part(track)
    page.legend([track.name for track in tracks if track.notes])
    return image


class _Page:
    """The drawing surface with its scale."""

    def __init__(
        self, draw: ImageDraw.ImageDraw, low: int, high: int, first: int, last: int
    ) -> None:
        self._draw = draw
        self._low, self._high, self._first, self._last = low, high, first, last
        self._font = ImageFont.load_default(size=11)

    def ruled(self, meter: Meter) -> None:
        """Keyboard stripes, octave names, beats and bar lines."""
        right = self._x(self._last)
        for pitch in range(self._low, self._high + 1):
            top = self._y(pitch)
            if "#" in NAMES[pitch % 12]:
                self._draw.rectangle((MARGIN, top, right, top + PITCH_HEIGHT), BLACK_KEY)
            if pitch % 12 == 0:
                self._draw.text((8, top - 3), f"C{pitch // 12 - 1}", INK, self._font)
        bottom = self._y(self._low) + PITCH_HEIGHT
        for step in range(self._first, self._last + 1, meter.steps_per_beat):
            on_bar = step % meter.steps_per_bar == 0
            x = self._x(step)
            self._draw.line((x, HEADER - 6, x, bottom), BAR_LINE if on_bar else LINE)
            if on_bar and step < self._last:
                number = str(step // meter.steps_per_bar + 1)
                self._draw.text((x + 3, HEADER - 15), number, INK, self._font)

    def part(self, track: Track) -> None:
        """The notes of a track."""
        colour = COLOURS.get(track.name, INK)
        for note in track.notes:
            if _steps(note.onset + note.duration) <= self._first:
                continue
            box = self._box(note)
            if track.name == "human":
                self._draw.rounded_rectangle(box, 2, PAPER, colour, 2)
            else:
                self._draw.rounded_rectangle(box, 2, colour)

    def legend(self, names: Sequence[str]) -> None:
        """Which colour is who."""
        x = MARGIN
        for name in names:
            box = (x, 4, x + 12, 12)
            colour = COLOURS.get(name, INK)
            fill = PAPER if name == "human" else colour
            self._draw.rounded_rectangle(box, 2, fill, colour, 2)
            self._draw.text((x + 17, 1), name, INK, self._font)
            x += 24 + round(self._draw.textlength(name, self._font)) + 12

    def _box(self, note: TimedNote) -> tuple[float, float, float, float]:
        top = self._y(note.pitch)
        left, right = self._x(_steps(note.onset)), self._x(_steps(note.onset + note.duration))
        return left, top, max(left + 3, right - 1), top + PITCH_HEIGHT

    def _x(self, step: float) -> float:
        return MARGIN + (max(step, self._first) - self._first) * STEP_WIDTH

    def _y(self, pitch: int) -> int:
        return HEADER + (self._high - pitch) * PITCH_HEIGHT


def _steps(quarters: float) -> float:
    return quarters * STEPS_PER_QUARTER
