"""What the simulated musician knows: phrases of the corpus, or a few old tunes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from appliance.music.genres import INDEX
from appliance.music.grid import METERS, Meter, meter_named

KNOWN: Final = 24  # pieces of each genre: a musician's, not a library's
FEWEST_NOTES: Final = 4

Line = tuple[tuple[int, int, int], ...]
"""Onset and length in sixteenths, and pitch, in order."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """So many bars of a piece, from a bar line on; the bass may be silent."""

    melody: Line
    bass: Line
    steps: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A melody with its bass, if there is one."""

    meter: Meter
    melody: Line
    bass: Line = ()

    @property
    def bars(self) -> int:
        """How long it is."""
        onset, length, _ = self.melody[-1]
        return -(-(onset + length) // self.meter.steps_per_bar)

    def phrase(self, bar: int, bars: int) -> Phrase:
        """Some bars of it."""
        begin, length = bar * self.meter.steps_per_bar, bars * self.meter.steps_per_bar
        return Phrase(_cut(self.melody, begin, length), _cut(self.bass, begin, length), length)


def _cut(line: Line, begin: int, length: int) -> Line:
    inside = [each for each in line if begin <= each[0] < begin + length]
    return tuple(
        (onset - begin, min(lasting, begin + length - onset), pitch)
        for onset, lasting, pitch in inside
    )


def _tune(meter: str, melody: str, bass: str = "") -> Piece:
    return Piece(meter_named(meter), _line(melody), _line(bass))


def _line(text: str) -> Line:
    """A line of "pitch:sixteenths"; pitch 0 is a rest."""
    line, now = [], 0
    for pitch, length in (map(int, word.split(":")) for word in text.split()):
        if pitch:
            line.append((now, length, pitch))
        now += length
    return tuple(line)


# Traditional, or by composers who died long ago.
OLD_TUNES: Final = (
    _tune(  # Frère Jacques
        "4/4",
        "60:4 62:4 64:4 60:4 60:4 62:4 64:4 60:4 64:4 65:4 67:8 64:4 65:4 67:8 "
        "67:2 69:2 67:2 65:2 64:4 60:4 67:2 69:2 67:2 65:2 64:4 60:4 60:4 55:4 60:8 60:4 55:4 60:8",
        "48:8 43:8 48:8 43:8 48:8 43:8 48:8 43:8 48:8 43:8 48:8 43:8 48:4 43:4 48:8 48:4 43:4 48:8",
    ),
    _tune(  # Ode to Joy, Beethoven
        "4/4",
        "64:4 64:4 65:4 67:4 67:4 65:4 64:4 62:4 60:4 60:4 62:4 64:4 64:6 62:2 62:8 "
        "64:4 64:4 65:4 67:4 67:4 65:4 64:4 62:4 60:4 60:4 62:4 64:4 62:6 60:2 60:8",
        "48:16 43:16 45:16 43:16 48:16 43:16 45:16 43:8 48:8",
    ),
    _tune(  # Minuet in G, Petzold
        "3/4",
        "74:4 67:2 69:2 71:2 72:2 74:4 67:4 67:4 76:4 72:2 74:2 76:2 78:2 79:4 67:4 67:4 "
        "72:4 74:2 72:2 71:2 69:2 71:4 72:2 71:2 69:2 67:2 66:4 67:2 69:2 71:2 67:2 69:12",
        "55:8 57:4 59:12 60:12 59:12 57:12 55:12 50:4 59:4 55:4 50:12",
    ),
    _tune(  # Amazing Grace
        "3/4",
        "67:8 71:2 67:2 71:8 69:4 67:8 64:4 62:8 62:4 67:8 71:2 67:2 71:8 69:4 74:12 74:8 71:4",
    ),
    _tune(  # The Irish Washerwoman
        "6/8",
        "71:2 67:2 67:2 62:2 67:2 67:2 71:2 67:2 71:2 74:2 72:2 71:2 72:2 69:2 69:2 64:2 69:2 69:2 "
        "72:2 69:2 72:2 76:2 74:2 72:2 71:2 67:2 67:2 62:2 67:2 67:2 71:2 67:2 71:2 74:2 72:2 71:2",
    ),
    _tune(  # Greensleeves
        "6/8",
        "69:4 72:2 74:3 76:1 77:2 76:4 74:2 71:3 67:1 69:2 71:4 72:2 69:3 69:1 68:2 69:4 71:2 68:4 "
        "64:2 0:4 69:2 72:4 74:2 76:3 77:1 76:2 74:4 71:2 67:3 69:1 71:2",
        "45:12 43:12 45:12 40:12 45:12 43:12",
    ),
)  # fmt: skip


class Repertoire:
    """Pieces by genre and meter. Where a genre has none in a meter, any of that meter do."""

    def __init__(self, pieces: Sequence[tuple[str, Piece]] = ()) -> None:
        """`pieces` come with their genres' keys; old tunes are of every genre."""
        self._by: dict[tuple[str, str], list[Piece]] = {}
        self._in_meter = {meter.name: [] for meter in METERS}
        for genre, piece in pieces:
            self._by.setdefault((genre, piece.meter.name), []).append(piece)
            self._in_meter[piece.meter.name].append(piece)
        for tune in OLD_TUNES:
            self._in_meter[tune.meter.name].append(tune)

    def phrase(self, genre: str, meter: Meter, bars: int, chance: Random) -> Phrase:
        """Some bars of a piece; fewer where it is shorter."""
        pieces = self._by.get((genre, meter.name)) or self._in_meter[meter.name]
        piece = chance.choice(pieces)
        bars = min(bars, piece.bars)
        for _ in range(8):
            phrase = piece.phrase(chance.randrange(piece.bars - bars + 1), bars)
            if len(phrase.melody) >= FEWEST_NOTES:
                return phrase
        return piece.phrase(0, bars)


def repertoire(corpus: Path, chance: Random) -> Repertoire:
    """What is known of a corpus: some pieces of each genre; only old tunes where there is none."""
    pieces: list[tuple[str, Piece]] = []
    for genre in INDEX:
        file = corpus / f"{genre}.jsonl.gz"
        if file.exists():
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                written = lines.readlines()
            some = chance.sample(range(len(written)), min(4 * KNOWN, len(written)))
            found = [_piece(json.loads(written[number])) for number in some]
            pieces += [(genre, piece) for piece in found if piece is not None][: 3 * KNOWN]
    return Repertoire(pieces)


def _piece(record: dict[str, Any]) -> Piece | None:
    try:
        meter = meter_named(record["time_signature"])
    except ValueError:
        return None
    melody = tuple((o, d, p) for o, d, p in record["melody"] if 0 <= p <= 127)
    bass = tuple((o, d, p) for o, d, p in record.get("bass") or ())
    return Piece(meter, melody, bass) if melody else None
