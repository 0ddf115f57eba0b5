"""A blind listening test in the browser: which of two ways to go on do you like better?

It is for one person at a time, on this computer only. Every choice is kept at once: stop with
Ctrl-C whenever you like, and the next start goes on with what you have not judged yet.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from appliance.models.manifest import SHIPPED
from appliance.models.network import ModelError
from appliance.music.midifile import MidiFileError
from appliance.offline.sound import HOW_TO_MEND, SoundError, can_render_sound
from tools.listen.items import SOUNDS, Item, prepare, source_of, stored
from tools.listen.pairs import PREFERENCES, in_turn, pairs_of, read
from tools.listen.report import complaint, report
from tools.listen.server import Listening, serve

NO_SOUND = 3


class ListenError(Exception):
    """A test that cannot be held; the message says why in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit code."""
    options = _options(arguments)
    if options.report:
        print(report(options.out))
        return 0
    try:
        _hold(_items(options), options)
    except SoundError as error:
        print(error, file=sys.stderr)
        return NO_SOUND
    except (ListenError, ModelError, MidiFileError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _items(options: argparse.Namespace) -> list[Item]:
    """The items of the folder if they are what is wanted, otherwise new ones."""
    kept, wanted = stored(options.out), source_of(options.corpus, options.models)
    same = kept is not None and kept.source == wanted
    if kept is not None and same and kept.items and kept.asked == options.items:
        return kept.items
    if kept is not None and not same and read(options.out / PREFERENCES)[0]:
        raise ListenError(
            f"{options.out} has choices between versions of another corpus or other networks: "
            "choose another folder with --out"
        )
    if not can_render_sound():
        raise SoundError(f"The versions cannot be turned into sound: {HOW_TO_MEND}.")
    return prepare(options.corpus, options.models, options.out, options.items)


def _hold(items: list[Item], options: argparse.Namespace) -> None:
    pairs, path = pairs_of(items), options.out / PREFERENCES
    if not pairs:
        raise ListenError(f"{options.corpus} has no two versions to choose between")
    judged, corrupt = read(path)
    for line in complaint(corrupt):
        print(line)
    left = in_turn(pairs, judged, random.Random())
    listening = Listening(left, options.out / SOUNDS, path, len(pairs))
    with serve(listening, options.port) as server:
        print(f"Open {server.gate.url} in a browser, with headphones if you can.")
        print(f"{len(left)} of {len(pairs)} questions are open. Ctrl-C stops it.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.listen", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--models", type=Path, default=SHIPPED, help="folder of the networks")
    parser.add_argument("--out", type=Path, default=Path("build/listen"), help="kept here")
    parser.add_argument("--port", type=int, default=8770, help="of the page; 0: any free one")
    parser.add_argument("--items", type=int, default=20, help="passages, at most")
    parser.add_argument("--report", action="store_true", help="print what was liked better")
    options = parser.parse_args(arguments)
    if options.corpus is None and not options.report:
        parser.error("--corpus is needed: the folder with the tunes to listen to")
    if options.items < 1 or not 0 <= options.port < 65536:
        parser.error("--items is at least 1, and --port from 0 to 65535")
    return options


if __name__ == "__main__":
    sys.exit(main())
