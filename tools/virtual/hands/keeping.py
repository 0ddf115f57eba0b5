"""Tells what is kept on the data partition, as JSON: `python3 -m tools.virtual.hands.keeping`."""

from __future__ import annotations

import json
from pathlib import Path

import mido

from tools.virtual.hands.counting import KEPT, counted


def notes_of(path: Path) -> int | None:
    """How many notes begin in a MIDI file; None: it is not whole."""
    try:
        tracks = mido.MidiFile(path).tracks
    except (OSError, ValueError, EOFError, KeyError):
        return None
    return sum(each.type == "note_on" and each.velocity > 0 for track in tracks for each in track)


def main() -> None:
    """The number counted to, and by each jam's name its bytes and notes."""
    jams = sorted(KEPT.parent.glob("jam-*.mid"))
    told = {each.name: (each.stat().st_size, notes_of(each)) for each in jams}
    print(json.dumps({"counted": counted(), "jams": told}))


if __name__ == "__main__":
    main()
