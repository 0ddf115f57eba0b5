"""Standard MIDI Files, whole and damaged, as `antiphon render` takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.models.predictor import EchoPredictor
from appliance.music.genres import GENRES
from appliance.music.midifile import MidiFileError, read_score
from appliance.music.score import Score
from appliance.offline.performers import Performance
from appliance.offline.render import Job, RenderError, render
from appliance.offline.session import TooLongError, on_grid, respond
from appliance.offline.trading import take_turns
from tools.fuzz.box import BrokenError
from tools.fuzz.minds import SpareBassist

SOON: Final = 400  # steps: longer files are read, and put on the grid, but not played with
_META: Final = {
    0: 2, 1: 5, 3: 5, 0x20: 1, 0x21: 1, 0x51: 3, 0x54: 5, 0x58: 4, 0x59: 2, 0x7F: 9, 0x60: 3,
}  # numbers, and the length that they should have  # fmt: skip
_SENSE: Final = {
    0x51: ((3, 7, 15), (0, 128), (0, 255)),  # a tempo
    0x54: ((0, 33, 65, 96), (0, 59), (0, 59), (0, 23), (0, 99)),  # a time
    0x58: ((2, 3, 4, 6, 7), (0, 2, 3), (24,), (8,)),  # a time signature
    0x59: ((0, 1, 7, 0xF9), (0, 1)),  # a key
}
_DELTAS: Final = (b"\x00", b"\x10", b"\x60", b"\x83\x00", b"\x87\x40", b"\xff\xff\xff\x7f")


def tried(content: bytes, folder: Path, mode: Mode = Mode.RESPOND, seed: int = 0) -> str:
    """Play with a file of this content; says what came of it: "played", "read", "refused".

    Raises:
        Exception: whatever nobody should see.
    """
    source, out = folder / "in.mid", folder / "out"
    source.write_bytes(content)
    try:
        steps = on_grid(read_score(source))[1]
    except (MidiFileError, TooLongError):
        return "refused"
    if steps > SOON:
        return "read"
    controls = Controls(
        mode=mode, genre=GENRES[seed % len(GENRES)], replay=False, silence=0.0, downbeat=False
    )
    try:
        render(source, Job(out, controls, seed=seed), _perform)
    except RenderError:
        return "refused"
    written = read_score(out / "in.mid")
    if any(note.duration <= 0 or note.onset < 0 for note in written.notes):
        raise BrokenError("a note that lasts no time was written")
    return "played"


def _perform(score: Score, controls: Controls, seed: int) -> Performance:
    """As the performers of the command do, with makeshifts."""
    jam = Jam(EchoPredictor(), seed, score.meter, SpareBassist())
    if controls.mode in (Mode.TRADE, Mode.OVERLAP):
        turns = take_turns(score, jam, replace(controls, bars=1))
        return Performance({Part.ANSWER: turns.answers}, {}, turns.later)
    return Performance(respond(score, jam, controls).parts, {})


def written(random: Random) -> bytes:
    """A file: mostly a sound one, in which something is then changed."""
    tracks = [b"".join(_events(random)) for _ in range(random.choice([1, 1, 2, 3]))]
    division = random.choice([1, *[24, 96, 480, 480, 960] * 4, 0x7FFF, 0, 0xE728])
    kind = random.choice([0, *[1] * 20, 2, 3])
    whole = b"MThd" + (6).to_bytes(4, "big")
    whole += b"".join(each.to_bytes(2, "big") for each in (kind, len(tracks), division))
    for track in tracks:
        whole += b"MTrk" + len(track).to_bytes(4, "big") + track
    return _damaged(random, whole) if random.random() < 0.5 else whole


def _events(random: Random) -> Iterator[bytes]:
    status = b""
    for _ in range(random.randint(0, 60)):
        if random.random() < 0.1:
            yield random.choice(_DELTAS[:-1]) + _meta(random)
            continue
        kind = random.choice([0x80, 0x90, 0x90, 0x90, 0xB0, 0xC0, 0xE0])
        begun = bytes([kind | random.choice([0, 0, 1, 9])])
        data = bytes([random.randrange(128), random.choice([0, 64, 100])])
        yield random.choices(_DELTAS, [20, 10, 10, 5, 5, 0.01])[0]
        yield (b"" if begun == status else begun) + (data[:1] if kind == 0xC0 else data)
        status = begun
    yield b"\x00\xff\x2f\x00" if random.random() < 0.9 else b""


def _meta(random: Random) -> bytes:
    """One that is mostly as it should be."""
    number, length = random.choice([*_META.items()])
    content = random.randbytes(length)
    if number in _SENSE:
        content = bytes(random.choice(values) for values in _SENSE[number])
    if random.random() < 0.03:
        content = random.randbytes(random.choice([0, 1, 2, 3, 4, 127]))
    return bytes([0xFF, number, len(content)]) + content


def _damaged(random: Random, whole: bytes) -> bytes:
    content = bytearray(whole)
    for _ in range(random.choice([1, 1, 2, 8])):
        place = random.randrange(len(content) + 1)
        way = random.randrange(5)
        if way == 0:
            del content[place:]
        elif way == 1:
            del content[place : place + random.choice([1, 2, 8])]
        elif way == 2:
            content[place:place] = random.randbytes(random.choice([1, 2, 8]))
        elif way == 3:
            content[place:place] = b"\xff" * random.choice([1, 4, 300])
        elif place < len(content):
            content[place] = random.choice([0, 0x7F, 0x80, 0xFF, random.randrange(256)])
    return bytes(content)
