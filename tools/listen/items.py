"""What is listened to: held-out calls, each with all its continuations, as MIDI and as sound.

Files are named by what they hold and not by who played it, so that no name gives a version away
and music that has not changed is not rendered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np

from appliance.music.genres import GENRES
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.midifile import Track, write_score
from appliance.offline.sound import render_sound
from tools.corpus.pieces import Events, Piece
from tools.eval.calls import Call, calls_of, timed
from tools.listen.systems import System

BARS = 4
DRAFT = "draft"
CALL_PROGRAM, AFTER_PROGRAM = 0, 4  # General MIDI's pianos, whoever goes on and in what genre

Render = Callable[[Path, Path], None]


@dataclass(frozen=True)
class Item:
    """A call with every continuation of it.

    Attributes:
        id: genre and name of the piece.
        genre: key of the genre.
        begins: when the continuation begins, in seconds.
        versions: the sound of the call and what follows, by the system that goes on.
    """

    id: str
    genre: str
    begins: float
    versions: Mapping[str, Path]


def chosen_calls(pieces: Sequence[Piece], count: int) -> list[Call]:
    """At most so many calls of held-out pieces: one of each genre, then a second of each, …

    They are drawn by a fixed seed; of two counts the larger has all calls of the smaller.
    """
    genres = (_drawn(list(calls_of(pieces, genre, BARS))) for genre in range(len(GENRES)))
    rounds = zip_longest(*genres)
    return list(islice((call for each in rounds for call in each if call is not None), count))


def prepare(
    calls: Sequence[Call],
    systems: Mapping[str, System],
    folder: Path,
    render: Render = render_sound,
) -> Iterator[Item]:
    """The items of some calls, one by one; MIDI files and sounds are written into a folder.

    Args:
        calls: the number of a call in here is the seed of its continuations.
        systems: who goes on.
        folder: is made if need be.
        render: makes the sound of a MIDI file.

    Raises:
        MidiFileError, SoundError: if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for seed, call in enumerate(calls):
        versions = {
            name: _sound(call, system(call, seed), folder, render)
            for name, system in systems.items()
        }
        genre = GENRES[call.piece.genre].key
        begins = len(call.events) / STEPS_PER_QUARTER * 60 / call.score.bpm
        yield Item(f"{genre}/{call.piece.id}", genre, begins, versions)


def _drawn(calls: Sequence[Call]) -> list[Call]:
    return [calls[at] for at in np.random.default_rng(0).permutation(len(calls))]


def _sound(call: Call, continuation: Events, folder: Path, render: Render) -> Path:
    """The sound of a call and what follows; only whole files ever have their final name."""
    draft = folder / f"{DRAFT}.mid"
    after = timed(continuation, len(call.events))
    tracks = [
        Track("call", call.score.notes, CALL_PROGRAM),
        Track("after", after, AFTER_PROGRAM),
    ]
    write_score(draft, tracks, call.score.bpm, call.score.meter)
    midi = folder / f"{sha256(draft.read_bytes()).hexdigest()[:20]}.mid"
    draft.replace(midi)
    wav = midi.with_suffix(".wav")
    if not wav.exists():
        render(midi, draft.with_suffix(".wav"))
        draft.with_suffix(".wav").replace(wav)
    return wav
