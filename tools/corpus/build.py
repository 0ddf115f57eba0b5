"""Build the part of the corpus that anyone can get: `python -m tools.corpus.build`.

It comes from the PyPI package music21 and runs in its own environment (`make corpus`). Every
source file is parsed once and kept in `<out>/cache`, so a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

import music21

from tools.corpus import from_music21, records
from tools.corpus.from_music21 import Skipped, abc_tunes, chorale_record, field, folk_record
from tools.corpus.records import Record, write_records
from tools.train.progress import Progress


@dataclass(frozen=True)
class Source:
    """A folder of music21's corpus: its name there, the files in it, and what its records say."""

    name: str
    folder: str
    files: str
    genre: str
    style: str
    license: str


_ABC = "volunteer ABC transcriptions"
SOURCES = (
    Source("oneills1850", "oneills1850", "*.abc", "folk", "irish", f"PD (music 1903); {_ABC}"),
    Source("ryansMammoth", "ryansMammoth", "*.abc", "folk", "fiddle", f"PD (music 1883); {_ABC}"),
    Source("airdsAirs", "airdsAirs", "*.abc", "folk", "scottish", f"PD (music 1782-1801); {_ABC}"),
    Source("miscFolk", "miscFolk", "*.abc", "folk", "folk", f"PD (18-19th c. music); {_ABC}"),
    Source(
        "bach-music21", "bach", "bwv*.*", "chorale", "bach",
        "PD (J.S. Bach); encodings distributed with permission",
    ),
)  # fmt: skip


@dataclass
class Parsed:
    """What a source file gave: records as lines of JSON, and (piece, reason) of what it did not."""

    lines: list[str]
    skipped: list[tuple[str, str]]


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="tools.corpus.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/corpus"))
    out = parser.parse_args(arguments).out
    warnings.simplefilter("ignore")
    corpus = Path(music21.__path__[0]) / "corpus"
    cache = out / "cache" / _rules()
    files = [(source, path) for source in SOURCES for path in _files(corpus, source)]
    counts = [len(list(_pieces(source, path))) for source, path in files]
    progress = Progress(sum(counts))
    parsed: dict[str, list[Parsed]] = {source.name: [] for source in SOURCES}
    for (source, path), done in zip(files, accumulate(counts), strict=True):
        parsed[source.name].append(_cached(cache, source, path))
        progress.show(done, source.name)
    print()
    _drop_doubles(parsed)
    _write(out, parsed)
    _tell(parsed)


def _files(corpus: Path, source: Source) -> list[Path]:
    """The source's files, without versions of one piece in other formats."""
    found = sorted((corpus / source.folder).glob(source.files))
    return list({path.stem: path for path in found}.values())


def _rules() -> str:
    """A name for the rules that records are made by; it changes with them."""
    digest = hashlib.sha256(music21.__version__.encode())
    for module in (from_music21, records):
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()[:16]


def _cached(cache: Path, source: Source, path: Path) -> Parsed:
    kept = cache / f"{source.name}-{path.stem}.json"
    if kept.exists():
        return Parsed(**json.loads(kept.read_text()))
    parsed = Parsed([], [])
    for name, make in _pieces(source, path):
        try:
            parsed.lines.append(make(_base(source, name)).json())
        except Skipped as reason:
            parsed.skipped.append((name, str(reason)))
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(vars(parsed)))
    return parsed


def _pieces(source: Source, path: Path) -> Iterator[tuple[str, Callable[[Record], Record]]]:
    """Every piece in a file: its name, and what makes its record from the base of it."""
    if path.suffix != ".abc":
        yield f"{path.stem}:0", partial(chorale_record, str(path))
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    for index, tune in enumerate(abc_tunes(text)):
        yield f"{path.stem}:{field(tune, 'X')}:{index}", partial(folk_record, tune)


def _base(source: Source, name: str) -> Record:
    """What a record says of its source; the notes are still missing."""
    return Record(
        id=f"{source.name}:{name}",
        source=source.name,
        title=name.rpartition(":")[0],
        license=source.license,
        tier="A",
        genre=source.genre,
        style=source.style,
        time_signature="4/4",
        melody=(),
        cluster="",
        offgrid=0.0,
    )


def _drop_doubles(parsed: dict[str, list[Parsed]]) -> None:
    """Leave out what has the same notes as an earlier piece, perhaps in another key."""
    seen = set()
    for each in (each for files in parsed.values() for each in files):
        lines, each.lines = each.lines, []
        for line in lines:
            record = json.loads(line)
            first = record["melody"][0][2]
            notes = tuple((on, length, p - first) for on, length, p in record["melody"])
            key = (record["genre"], notes, str(record["bass"]))
            if key in seen:
                each.skipped.append((record["id"], "the same notes as another"))
            else:
                each.lines.append(line)
            seen.add(key)


def _write(out: Path, parsed: dict[str, list[Parsed]]) -> None:
    for genre in sorted({source.genre for source in SOURCES}):
        names = [source.name for source in SOURCES if source.genre == genre]
        lines = [line for name in names for each in parsed[name] for line in each.lines]
        path = write_records(out, genre, lines)
        print(f"{path}: {len(lines)} pieces")


def _tell(parsed: dict[str, list[Parsed]]) -> None:
    """Say how many pieces each source gave, and how many it did not, and why."""
    for name, files in parsed.items():
        skipped = [reason for each in files for _, reason in each.skipped]
        print(f"  {name}: {sum(len(each.lines) for each in files)}, skipped {len(skipped)}")
        for reason, count in Counter(skipped).most_common():
            print(f"    {count} × {reason}")


if __name__ == "__main__":
    main()
