"""What is listened to: calls of held-out pieces, each gone on with in several ways, as sound.

A sound is named by the notes in it. So two systems that play the same have the same file, and
what was interrupted goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from appliance.music.genres import GENRES
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.midifile import Track, write_score
from appliance.offline.render import PROGRAMS
from appliance.offline.sound import render_sound
from tools.corpus.pieces import Events, Piece, data_hash, load_pieces
from tools.eval.calls import Call, calls_of, spread, timed
from tools.files import write_json
from tools.listen.systems import System, fingerprint, systems_of

BARS = 4
LIST, SOUNDS = "items.json", "sounds"


@dataclass(frozen=True)
class Item:
    """A call gone on with in several ways.

    Attributes:
        id: of the piece.
        genre: its key.
        opening: seconds that the call lasts, the same in every version.
        sounds: name of the WAV file of each system's version, by system.
    """

    id: str
    genre: str
    opening: float
    sounds: dict[str, str]


def source_of(corpus: Path, models: Path) -> dict[str, Any]:
    """What items are made of, to know whether they still are.

    Raises:
        FileNotFoundError: if the corpus has no pieces.
        ModelError: if there are no networks.
    """
    return {"corpus": data_hash(corpus), "models": fingerprint(models)}


@dataclass(frozen=True)
class Prepared:
    """The items of a folder, what they were made of, and how many were asked for."""

    source: dict[str, Any]
    asked: int
    items: list[Item]


def stored(out: Path) -> Prepared | None:
    """What was prepared in a folder; None if nothing was.

    No items if a sound is missing, or its name would lead elsewhere.
    """
    try:
        told = json.loads((out / LIST).read_text(encoding="utf-8"))
        items = [Item(**each) for each in told["items"]]
        whole = all(_is_there(out, name) for item in items for name in item.sounds.values())
        return Prepared(dict(told["source"]), int(told["asked"]), items if whole else [])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def prepare(corpus: Path, models: Path, out: Path, count: int) -> list[Item]:
    """Make so many items in a folder, spread over the genres as evenly as the corpus allows.

    Raises:
        ModelError, MidiFileError, SoundError, FileNotFoundError: if that is not possible.
    """
    systems = systems_of(models)
    (out / SOUNDS).mkdir(parents=True, exist_ok=True)
    calls = chosen_calls(load_pieces(corpus), count)
    items = []
    for number, call in enumerate(calls, 1):
        print(f"\rPreparing {number} of {len(calls)} …", end="", flush=True)
        items.append(_item(call, systems, out / SOUNDS))
    print()
    write_json(out / LIST, asdict(Prepared(source_of(corpus, models), count, items)))
    return items


def chosen_calls(pieces: Sequence[Piece], count: int) -> list[Call]:
    """At most so many calls, each genre in its turn while it has any, spread over its pieces."""
    calls = {genre: list(calls_of(pieces, genre, BARS)) for genre in range(len(GENRES))}
    shares = dict.fromkeys(calls, 0)
    while sum(shares.values()) < count:
        open_ones = [genre for genre in calls if shares[genre] < len(calls[genre])]
        if not open_ones:
            break
        shares[min(open_ones, key=lambda genre: shares[genre])] += 1
    return [call for genre, own in calls.items() for call in spread(own, shares[genre])]


def _item(call: Call, systems: Mapping[str, System], folder: Path) -> Item:
    seed = int.from_bytes(hashlib.sha256(call.piece.id.encode()).digest()[:4])
    sounds = {name: _sound(call, system(call, seed), folder) for name, system in systems.items()}
    opening = len(call.events) / STEPS_PER_QUARTER * 60 / call.score.bpm
    return Item(call.piece.id, GENRES[call.piece.genre].key, opening, sounds)


def _sound(call: Call, answer: Events, folder: Path) -> str:
    """Name of the sound of a call and what follows it; made unless it is there."""
    notes = call.piece.meter.name.encode() + call.events.tobytes() + b"|" + answer.tobytes()
    wav = folder / f"{hashlib.sha256(notes).hexdigest()[:32]}.wav"
    if not wav.exists():
        half, midi = wav.with_suffix(".part.wav"), wav.with_suffix(".mid")
        tracks = [
            Track("call", call.score.notes, PROGRAMS["human"]),
            Track("answer", timed(answer, len(call.events)), PROGRAMS["response"]),
        ]
        write_score(midi, tracks, call.score.bpm, call.piece.meter)
        render_sound(midi, half)
        half.replace(wav)
    return wav.name


def _is_there(out: Path, name: str) -> bool:
    return Path(name).name == name and (out / SOUNDS / name).is_file()
