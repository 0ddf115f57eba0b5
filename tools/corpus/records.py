"""The record of a piece as the corpus files hold it: made, checked, and written.

Times are in sixteenths (4 steps a quarter) from a bar line on. The format is told in
docs/training.md.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.music.grid import STEPS_PER_QUARTER, nearest_step
from appliance.music.score import TimedNote

Line = tuple[tuple[int, int, int], ...]  # (onset step, duration in steps, MIDI pitch), in order
EPSILON = 0.01  # quarter notes: what is nearer is the same time
_ARTICLE = re.compile(r"^(the|a|an) | (the|a|an)$")
_OPTIONAL = ("renotated",)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A piece: `key` is (pitch class of the tonic, mode), `bpm` counts quarters a minute.

    `offgrid` is the share of melody onsets that rounding moved. `renotated` says how the written
    meter was changed: "2/2" was relabelled 4/4, "2/4x2" had its durations doubled.

    Raises:
        ValueError: if a line is out of order, overlaps, or leaves the grid or MIDI's range.
    """

    id: str
    source: str
    title: str
    license: str
    tier: str
    genre: str
    style: str
    time_signature: str
    melody: Line
    cluster: str
    offgrid: float
    bpm: float | None = None
    key: tuple[int, str] | None = None
    key_source: str | None = None
    bass: Line | None = None
    bass_kind: str | None = None
    chords: tuple[tuple[int, str], ...] | None = None
    renotated: str | None = None

    def __post_init__(self) -> None:
        for line in (self.melody, self.bass or ()):
            _check(line, self.id)

    def json(self) -> str:
        """The record as one line of JSON, without its line break."""
        fields = {k: v for k, v in asdict(self).items() if v is not None or k not in _OPTIONAL}
        return json.dumps(fields, ensure_ascii=False)


def write_records(folder: Path, genre: str, lines: Iterable[str]) -> Path:
    """Write `<genre>.jsonl.gz`; the same lines always give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{genre}.jsonl.gz"
    partial = path.with_suffix(".partial")
    text = "".join(line + "\n" for line in lines)
    partial.write_bytes(gzip.compress(text.encode(), mtime=0))
    partial.replace(path)
    return path


def line_of(
    notes: Iterable[TimedNote], pick: Callable[[Iterable[int]], int] = max
) -> tuple[Line, float]:
    """A monophonic line on the grid, and the share of its onsets that were off the grid.

    Args:
        notes: in quarter notes; chords and overlaps are allowed.
        pick: which pitch stays of those that start in one step: `max` or `min`.
    """
    at: dict[int, list[TimedNote]] = {}
    for note in notes:
        at.setdefault(nearest_step(note.onset), []).append(note)
    kept = [_picked(at[step], pick) for step in sorted(at)]
    line = []
    starts = [nearest_step(note.onset) for note in kept]
    for note, onset, following in zip(kept, starts, [*starts[1:], None], strict=False):
        end = max(onset + 1, nearest_step(note.onset + note.duration))
        end = end if following is None else min(end, following)
        line.append((onset, end - onset, note.pitch))
    return tuple(line), round(sum(map(_off_grid, kept)) / max(1, len(kept)), 3)


def starts_of(lengths: Sequence[float], bar: float, overflow: Collection[int] = ()) -> list[float]:
    """Where each of the written bars starts, so that whole bars start on bar lines.

    A short bar joins the one before it if the two fill a bar; before a whole bar it is an upbeat
    and ends on the bar line; otherwise it starts where it stands, and so does what was too much
    for the bar before it, whose places are `overflow`. Gaps become rests.
    """
    starts: list[float] = []
    now = 0.0
    for index, length in enumerate(lengths):
        room = -now % bar if -now % bar > EPSILON else 0.0
        following = lengths[index + 1] if index + 1 < len(lengths) else 0.0
        upbeat = index == 0 or (
            following > bar - EPSILON and length <= bar / 2 + EPSILON and index not in overflow
        )
        if room and length > room + EPSILON:
            now, room = now + room, 0.0
        if upbeat and length < bar - EPSILON:
            now += (room or bar) - length
        starts.append(now)
        now += length
    return starts


def normalised(title: str) -> str:
    """A title in small letters, without accents, signs, articles and what follows " -- "."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"\s--\s.*$", "", plain).replace("'", "")
    plain = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return _ARTICLE.sub("", plain)


def _picked(together: list[TimedNote], pick: Callable[[Iterable[int]], int]) -> TimedNote:
    pitch = pick(note.pitch for note in together)
    return next(note for note in together if note.pitch == pitch)


def _off_grid(note: TimedNote) -> bool:
    steps = note.onset * STEPS_PER_QUARTER
    return abs(steps - round(steps)) > EPSILON * STEPS_PER_QUARTER


def _check(line: Line, id: str) -> None:
    free = 0
    for onset, duration, pitch in line:
        if onset < free or duration < 1 or not 0 <= pitch <= 127:
            raise ValueError(f"{id}: the note at step {onset} overlaps or leaves the grid")
        free = onset + duration
