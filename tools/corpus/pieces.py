"""The corpus as event lines: melodies, and duets of a melody with its bass.

The split into training and validation is fixed: it goes by cluster, so that versions of one tune
never straddle it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.models.bass_layout import BASS_KINDS
from appliance.music.events import REST, events_of
from appliance.music.genres import INDEX
from appliance.music.grid import Meter, meter_named
from appliance.music.notes import Note
from tools.corpus.chords import NO_ROOT, roots_of

Events = npt.NDArray[np.int8]
VALIDATION_PERCENT = 10
LONGEST_SILENCE_BARS = 2

# The corpus' `bass_kind`, and what the networks are told of it.
_KIND_OF = {kind: kind for kind in BASS_KINDS} | {
    "auto_denoised": "auto",
    "auto_denoised+hand": "auto",
}


@dataclass(frozen=True)
class Piece:
    """A melody of the corpus: events of every step from the bar line of bar 0, shape [steps]."""

    id: str
    genre: int
    meter: Meter
    events: Events
    validation: bool

    def __len__(self) -> int:
        return len(self.events)


@dataclass(frozen=True)
class Duet:
    """A melody and its bass: events of every step from the bar line of bar 0, each [steps].

    `bass_kind` is one of BASS_KINDS; `synth` is machine-made, all others are people's. `roots` is
    the pitch class of the chord's root in every step, NO_ROOT where none is written.
    """

    id: str
    genre: int
    meter: Meter
    melody: Events
    bass: Events
    bass_kind: str
    roots: npt.NDArray[np.int8]
    validation: bool

    def __len__(self) -> int:
        return len(self.melody)

    @property
    def real(self) -> bool:
        """True if a person wrote or played the bass."""
        return self.bass_kind != "synth"


def load_pieces(corpus: Path) -> list[Piece]:
    """All melodies of a corpus folder whose meter the grid has, in a fixed order.

    Raises:
        FileNotFoundError: if the folder holds no `<genre>.jsonl.gz` of a known genre.
    """
    return [piece for record in _records(corpus) if (piece := _piece(record)) is not None]


def load_duets(corpus: Path) -> list[Duet]:
    """All melodies with a bass, real or synthetic, whose meter the grid has, in a fixed order.

    Raises:
        FileNotFoundError: if the folder holds no `<genre>.jsonl.gz` of a known genre.
    """
    return [duet for record in _records(corpus) if (duet := _duet(record)) is not None]


def training_duets(duets: Sequence[Duet]) -> list[Duet]:
    """Those of the training part with people's basses; machine-made ones in genres without any."""
    known = [duet for duet in duets if not duet.validation]
    real = {duet.genre for duet in known if duet.real}
    return [duet for duet in known if duet.real or duet.genre not in real]


def data_hash(corpus: Path) -> str:
    """SHA-256 over the corpus files that are read, in order."""
    digest = hashlib.sha256()
    for path in _files(corpus):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_validation(cluster: str) -> bool:
    """Whether a cluster of versions of one tune belongs to the validation split (one in ten)."""
    return int(hashlib.sha256(cluster.encode()).hexdigest(), 16) % 100 < VALIDATION_PERCENT


def kept_steps(sounding: npt.NDArray[np.bool_], meter: Meter) -> npt.NDArray[np.int64]:
    """The steps that stay when silences of more than two bars lose whole bars.

    Such silences are introductions and rests for other instruments.

    Args:
        sounding: whether anything sounds in a step, [steps].
        meter: says how long a bar is.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[True], sounding, [True]]).astype(np.int8)))
    keep = np.ones(len(sounding), np.bool_)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        spare = (end - begin) // meter.steps_per_bar - LONGEST_SILENCE_BARS
        keep[begin : begin + max(0, spare) * meter.steps_per_bar] = False
    return np.flatnonzero(keep)


def _files(corpus: Path) -> list[Path]:
    files = [path for path in sorted(corpus.glob("*.jsonl.gz")) if _genre(path) in INDEX]
    if not files:
        raise FileNotFoundError(f"no <genre>.jsonl.gz of a known genre in {corpus}")
    return files


def _genre(path: Path) -> str:
    return path.name.removesuffix(".jsonl.gz")


def _records(corpus: Path) -> Iterator[dict[str, Any]]:
    """Records in a meter that the grid has, with `genre` as index and `meter` added."""
    for path in _files(corpus):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                try:
                    meter = meter_named(record["time_signature"])
                except ValueError:
                    continue
                yield record | {"genre": INDEX[_genre(path)], "meter": meter}


def _piece(record: dict[str, Any]) -> Piece | None:
    melody = _notes(record, "melody")
    if not melody:
        return None
    meter = record["meter"]
    events = _events(melody, _length(melody, meter))
    events = events[kept_steps(events != REST, meter)]
    validation = is_validation(record["cluster"])
    return Piece(record["id"], record["genre"], meter, events, validation)


def _duet(record: dict[str, Any]) -> Duet | None:
    melody, bass = _notes(record, "melody"), _notes(record, "bass")
    kind = _KIND_OF.get(record.get("bass_kind") or "", "") if bass else "synth"
    bass = bass or _notes(record, "bass_synth")
    if not (melody and bass and kind):
        return None
    meter = record["meter"]
    length = _length(melody + bass, meter)
    upper, lower = _events(melody, length), _events(bass, length)
    kept = kept_steps((upper != REST) | (lower != REST), meter)
    return Duet(
        record["id"],
        record["genre"],
        meter,
        upper[kept],
        lower[kept],
        kind,
        roots_of(record.get("chords") or [], length)[kept],
        is_validation(record["cluster"]),
    )


def _notes(record: dict[str, Any], voice: str) -> list[Note]:
    return [Note(onset, duration, pitch) for onset, duration, pitch in record.get(voice) or []]


def _length(notes: list[Note], meter: Meter) -> int:
    bars = -(-max(note.end for note in notes) // meter.steps_per_bar)
    return bars * meter.steps_per_bar


def _events(notes: list[Note], length: int) -> Events:
    return np.array(events_of(notes, length), np.int8)


__all__ = ["BASS_KINDS", "NO_ROOT", "Duet", "Events", "Piece", "load_duets", "load_pieces"]
