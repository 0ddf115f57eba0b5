"""Pieces of the corpus as event lines, and the fixed split into training and validation."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.music.events import events_of
from appliance.music.genres import INDEX
from appliance.music.grid import Meter, meter_named
from appliance.music.notes import Note

VALIDATION_PERCENT = 10
LONGEST_SILENCE_BARS = 2


@dataclass(frozen=True)
class Piece:
    """A melody of the corpus: events of every step from the bar line of bar 0, shape [steps]."""

    id: str
    genre: int
    meter: Meter
    events: npt.NDArray[np.int8]
    validation: bool


def load_pieces(corpus: Path) -> list[Piece]:
    """All melodies of a corpus folder whose meter the grid has, in a fixed order.

    Raises:
        FileNotFoundError: if the folder holds no `<genre>.jsonl.gz` of a known genre.
    """
    files = [path for path in sorted(corpus.glob("*.jsonl.gz")) if _genre(path) in INDEX]
    if not files:
        raise FileNotFoundError(f"no <genre>.jsonl.gz of a known genre in {corpus}")
    return [piece for path in files for piece in _pieces_of(path)]


def data_hash(corpus: Path) -> str:
    """SHA-256 over the corpus files that `load_pieces` reads, in order."""
    digest = hashlib.sha256()
    for path in sorted(corpus.glob("*.jsonl.gz")):
        if _genre(path) in INDEX:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_validation(cluster: str) -> bool:
    """Whether a cluster of versions of one tune belongs to the validation split (one in ten)."""
    return int(hashlib.sha256(cluster.encode()).hexdigest(), 16) % 100 < VALIDATION_PERCENT


def _genre(path: Path) -> str:
    return path.name.removesuffix(".jsonl.gz")


def _pieces_of(path: Path) -> Iterator[Piece]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            piece = _piece(json.loads(line), INDEX[_genre(path)])
            if piece is not None:
                yield piece


def _piece(record: dict[str, Any], genre: int) -> Piece | None:
    try:
        meter = meter_named(record["time_signature"])
    except ValueError:
        return None
    notes = [Note(onset, duration, pitch) for onset, duration, pitch in record["melody"] or []]
    if not notes:
        return None
    notes = without_long_silences(notes, meter)
    bars = -(-max(note.end for note in notes) // meter.steps_per_bar)
    events = np.array(events_of(notes, bars * meter.steps_per_bar), np.int8)
    return Piece(record["id"], genre, meter, events, is_validation(record["cluster"]))


def without_long_silences(notes: list[Note], meter: Meter) -> list[Note]:
    """Cut whole bars out of silences longer than two bars (introductions, rests for others)."""
    kept: list[Note] = []
    shift = 0
    end = 0
    for note in sorted(notes, key=lambda each: each.onset):
        spare = (note.onset - end) // meter.steps_per_bar - LONGEST_SILENCE_BARS
        if spare > 0:
            shift += spare * meter.steps_per_bar
        kept.append(Note(note.onset - shift, note.duration, note.pitch, note.velocity))
        end = max(end, note.end)
    return kept
