"""A folder of MIDI files as a corpus: `python -m tools.corpus.from_midi DIR --genre NAME`.

The melody is the highest line of the track named melody, human or lead, or else of all tracks but
the bass. The bass is the track of a bass instrument or named bass, or the lowest one if it is low;
without one the piece has no bass. Drums do not count.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from appliance.music.events import notes_of
from appliance.music.genres import genre_keyed
from appliance.music.grid import PLAYED_AS
from appliance.music.melody import MelodyTracker
from appliance.music.midifile import MidiFileError, read_score
from appliance.music.score import TimedNote, messages_by_step, quantized
from tools.corpus.midi_tracks import bass_line, melody_lines, read_lines, written_meters
from tools.corpus.records import Line, Record, line_of, normalised, write_records
from tools.train.progress import Progress

SUFFIXES = (".mid", ".midi")


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 0 unless no file could be read."""
    options = _options(arguments)
    files = sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    progress = Progress(max(1, len(files)))
    lines: list[str] = []
    for done, path in enumerate(files, 1):
        try:
            lines.append(record_of(path, options).json())
        except MidiFileError as error:
            print(f"\n{error}", file=sys.stderr)
        progress.show(done, path.name)
    if not lines:
        print(f"no MIDI file in {options.folder} could be read", file=sys.stderr)
        return 2
    written = write_records(options.out, options.genre, lines)
    print(f"\n{written}: {len(lines)} pieces of {len(files)} files")
    return 0


def record_of(path: Path, options: argparse.Namespace) -> Record:
    """The record of a MIDI file.

    Raises:
        MidiFileError: if it cannot be read, has no melody, or its meter changes or has no grid.
    """
    score = read_score(path)
    _check_meter(path, score.written_meter)
    lines = read_lines(path)
    upper = [note for line in melody_lines(lines) for note in line.notes]
    melody, bass = highest(upper), bass_line(lines)
    if not melody:
        raise MidiFileError(f"{path} holds no melody, only a bass")
    name = path.relative_to(options.folder).as_posix()
    return Record(
        id=f"midi:{name}",
        source=f"midi:{options.folder.resolve().name}",
        title=path.stem,
        license=options.license,
        tier=options.tier,
        genre=options.genre,
        style=options.style or options.genre,
        bpm=round(score.bpm, 2),
        time_signature=score.written_meter,
        melody=melody,
        bass=line_of(bass.notes, min)[0] if bass else None,
        bass_kind="bass_track" if bass else None,
        cluster=normalised(path.stem) or f"midi:{name}",
        offgrid=line_of(upper)[1],
    )


def highest(notes: Iterable[TimedNote]) -> Line:
    """The highest line of polyphonic notes, as the box itself would hear it."""
    by_step = messages_by_step(quantized(notes))
    tracker = MelodyTracker()
    events = [tracker.step(by_step.get(step, ())) for step in range(max(by_step, default=0) + 1)]
    return tuple((note.onset, note.duration, note.pitch) for note in notes_of(events))


def _check_meter(path: Path, written: str) -> None:
    if len(written_meters(path)) > 1:
        raise MidiFileError(f"{path} changes its meter")
    if written not in PLAYED_AS:
        raise MidiFileError(f"{path} is in {written}, which the grid has no bar for")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.corpus.from_midi", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="searched with its subfolders")
    parser.add_argument("--genre", required=True, help="one of `antiphon genres`")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder; its <genre>.jsonl.gz is written anew"
    )
    parser.add_argument("--style", default="", help="a finer label (default: the genre)")
    parser.add_argument("--license", default="unknown", help="licence of the files")
    parser.add_argument("--tier", choices=("A", "B"), default="B", help="A: free to use")
    options = parser.parse_args(arguments)
    try:
        options.genre = genre_keyed(options.genre).key
    except ValueError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    sys.exit(main())
