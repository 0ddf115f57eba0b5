"""`make listen`: a blind listening test on a page of this computer, and what came of it.

Exit codes: 0 done, 1 something is missing or cannot be used, 2 bad input, 3 no FluidSynth.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import SystemRandom

from appliance.models.manifest import SIZES
from appliance.models.network import ModelError
from appliance.music.midifile import MidiFileError
from appliance.offline.sound import HOW_TO_MEND, SoundError, can_render_sound
from appliance.web.listen import reason
from tools.corpus.pieces import load_pieces
from tools.listen.interview import Interview
from tools.listen.items import Item, chosen_calls, prepare
from tools.listen.memory import ChangedMusicError, remember
from tools.listen.pairs import keys, questions
from tools.listen.preferences import FILE, read
from tools.listen.report import report
from tools.listen.server import ListeningServer
from tools.listen.systems import systems
from tools.train.progress import Progress

DEFAULT_PORT = 8770
DEFAULT_ITEMS = 22  # two calls of each genre
MUSIC, MEMORY = "music", "music.json"
MISSING, BAD_INPUT, NO_SOUND = 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit code."""
    options = _options(arguments)
    try:
        return _report(options.out) if options.report else _listen(options)
    except (FileNotFoundError, ChangedMusicError) as error:
        return _complain(BAD_INPUT, str(error))
    except (ModelError, ImportError, MidiFileError, OSError) as error:
        return _complain(MISSING, str(error))
    except SoundError as error:
        return _complain(NO_SOUND, str(error))


def _report(out: Path) -> int:
    preferences, problems = read(out / FILE)
    for problem in problems:
        _say(problem)
    if not preferences:
        return _complain(BAD_INPUT, f"nothing has been judged yet in {out / FILE}")
    print(report(preferences))
    return 0


def _listen(options: argparse.Namespace) -> int:
    if not can_render_sound():
        return _complain(NO_SOUND, f"there is nothing to listen to: {HOW_TO_MEND}")
    interview = _interview(options, _items(options))
    try:
        server = ListeningServer(interview, options.port)
    except (OSError, OverflowError) as error:
        return _complain(MISSING, f"no page: {reason(error, options.port)}")
    with server:
        print(
            f"\nListen at {server.gate.url} and end with Ctrl-C; what is judged is kept.",
            flush=True,
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(f"\n{interview.answered} of {interview.total} judged; --report tells the result")
    return 0


def _items(options: argparse.Namespace) -> list[Item]:
    calls = chosen_calls(load_pieces(options.corpus), options.items)
    if not calls:
        raise FileNotFoundError(f"no held-out piece in {options.corpus} is long enough")
    progress, items = Progress(len(calls), every=1.0), []
    for item in prepare(calls, systems(options.models, options.size), options.out / MUSIC):
        items.append(item)
        progress.show(len(items))
    return items


def _interview(options: argparse.Namespace, items: list[Item]) -> Interview:
    """The questions that are left of what these items ask."""
    path = options.out / FILE
    preferences, problems = read(path)
    for problem in problems:
        _say(problem)
    remember(options.out / MEMORY, items, judged=bool(preferences))
    judged = {each.key for each in preferences} & keys(items)
    return Interview(questions(items, judged, SystemRandom()), len(judged), path)


def _complain(code: int, sentence: str) -> int:
    _say(sentence)
    return code


def _say(sentence: str) -> None:
    print(f"listen: {sentence}", file=sys.stderr)


def _count(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.listen", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--out", type=Path, default=Path("build/listen"))
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--items", type=_count, default=DEFAULT_ITEMS, help="calls, of all genres")
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--report", action="store_true", help="tell what has been judged so far")
    options = parser.parse_args(arguments)
    if options.corpus is None and not options.report:
        parser.error("--corpus is needed, or --report")
    return options


if __name__ == "__main__":
    sys.exit(main())
