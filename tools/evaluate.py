"""`make eval`: scores the networks beside simple baselines and people on held-out pieces."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from appliance.models.manifest import (
    BASS,
    MANIFEST,
    MELODY,
    SIZES,
    critic_file,
    entry_name,
    load_model,
    read_manifest,
)
from appliance.models.predictor import LstmPredictor
from appliance.models.runtime import prefer
from tools.corpus.pieces import Duet, Piece, load_duets, load_pieces
from tools.eval.excerpts import Excerpt, excerpts
from tools.eval.markdown import write_figures
from tools.eval.page import write_page
from tools.eval.playing import Way
from tools.eval.suite_accompaniment import accompaniment
from tools.eval.suite_answers import Reply, answers
from tools.eval.suite_diversity import diversity
from tools.eval.suite_foresight import foresight
from tools.eval.suite_genre import Music, genre_recognition
from tools.eval.suite_likelihood import bass_likelihood, melody_likelihood
from tools.eval.suite_morph import morph
from tools.eval.suite_riffs import riffs
from tools.eval.suite_stability import Networks, stability
from tools.eval.tables import GENRES_ALIKE, Figures
from tools.files import write_json

# The temperatures at which accompaniments are judged, and the name of the usual one.
THEMES = 8  # of a genre, that are varied
PIECES_COMPARED = 2  # of a genre, in the suite that plays each twenty times
WAYS = {"lstm": Way(0.9, plays=3), "lstm, cautious": Way(0.7), "lstm, daring": Way(1.2)}
JUDGED_WAYS = {
    name.replace("lstm", "lstm+dqn"): replace(way, discipline=1.0) for name, way in WAYS.items()
}


def main() -> None:
    """Command line of `make eval`."""
    prefer("ai-edge-litert")
    options = _options()
    evaluation = Evaluation(options.corpus, options.models, options.size, options.limit)
    tables: dict[str, Figures] = {}
    for name, figures in evaluation.suites(options.only):
        tables[name] = figures
        if options.json:
            write_json(options.json, tables)
    if options.page:
        write_page(options.page, tables, evaluation.replies, evaluation.duets_played)
    if options.publish:
        publish(options.models, options.size, tables)
    print(json.dumps({name: figures.get("mean", {}) for name, figures in tables.items()}, indent=2))


class Evaluation:
    """All suites, one after the other; examples for the page are kept."""

    def __init__(self, corpus: Path, models: Path, size: str, limit: int) -> None:
        self._pieces = load_pieces(corpus)
        self._duets = load_duets(corpus)
        self._models, self._size, self._limit = models, size, limit
        self.replies: Mapping[str, Sequence[Reply]] = {}
        self.duets_played: dict[str, list[Duet]] = {}

    def suites(self, only: Sequence[str] = ()) -> Iterator[tuple[str, Figures]]:
        """Name and figures of each suite, or of some of them, as it is done."""
        for name, suite in self._suites().items():
            if not only or name in only:
                yield name, suite()

    def _suites(self) -> dict[str, Callable[[], Figures]]:
        pieces, duets, limit = self._pieces, self._duets, self._limit
        learnt, heard = _training(pieces), [duet for duet in duets if not duet.validation]
        place = (self._models, self._size)
        melody, bass = self._networks(MELODY), self._networks(BASS)
        judged = with_teachers(duets)
        return {
            "melody": lambda: melody_likelihood(pieces, learnt, *place, limit).figures(),
            "bass": lambda: bass_likelihood(duets, heard, *place, limit).figures(),
            "foresight": lambda: foresight(duets, bass.by_name(), limit).figures(),
            "answers": self._answered,
            "accompaniment": lambda: self._accompanied(heard, bass),
            "genre": lambda: self._recognised(learnt, heard),
            "diversity": lambda: self._compared(bass),
            "riffs": lambda: self._riffed(bass),
            "morph": lambda: self._morphed(melody),
            "stability": lambda: stability(pieces, judged, melody, bass).figures(),
        }

    def _answered(self) -> Figures:
        tally, self.replies = answers(self._pieces, self._models, self._size, self._limit)
        return tally.figures()

    def _networks(self, task: str) -> Networks:
        place = (self._models, task, self._size)
        return Networks(load_model(*place), critic_file(*place))

    def _accompanied(self, heard: list[Duet], bass: Networks) -> Figures:
        chosen, ways = excerpts(self._held_out(), self._limit), self._ways(bass)
        tally, played = accompaniment(chosen, heard, bass.lstm, ways, bass.critic)
        self.duets_played = {
            system: [_with(each, line) for each, line in zip(chosen, lines, strict=True)]
            for system, lines in played.items()
        }
        return tally.figures()

    def _compared(self, bass: Networks) -> Figures:
        chosen = excerpts(self._held_out(), min(PIECES_COMPARED, self._limit))
        return diversity(chosen, bass.lstm, self._ways(bass), bass.critic).figures()

    def _riffed(self, bass: Networks) -> Figures:
        chosen = excerpts(self._held_out(), self._limit)
        return riffs(chosen, bass.lstm, self._ways(bass), bass.critic).figures()

    def _morphed(self, melody: Networks) -> Figures:
        predictor = LstmPredictor(melody.lstm.network())
        return morph(self._pieces, predictor, min(THEMES, self._limit)).figures()

    def _held_out(self) -> list[Duet]:
        return [duet for duet in with_teachers(self._duets) if duet.validation and duet.real]

    @staticmethod
    def _ways(bass: Networks) -> Mapping[str, Way]:
        return WAYS if bass.critic is None else WAYS | JUDGED_WAYS

    def _recognised(self, learnt: list[Piece], heard: list[Duet]) -> Figures:
        held_out = Music(
            [piece for piece in self._pieces if piece.validation],
            [duet for duet in self._duets if duet.validation],
        )
        melodies = {n: [r.piece for r in each] for n, each in self.replies.items() if "lstm" in n}
        basses = {name: each for name, each in self.duets_played.items() if "lstm" in name}
        return genre_recognition(melodies, basses, Music(learnt, heard), held_out).figures()


def with_teachers(duets: Sequence[Duet]) -> list[Duet]:
    """The duets of genres that have a person's bass to learn from: the baselines need one."""
    taught = {duet.genre for duet in duets if duet.real and not duet.validation}
    return [duet for duet in duets if duet.genre in taught]


def publish(models: Path, size: str, tables: Mapping[str, Figures]) -> None:
    """Write the networks' own mean scores into the manifest, and all tables beside it."""
    name = "figures.md" if size == SIZES[0] else f"figures-{size}.md"
    write_figures(models / name, tables)
    manifest = read_manifest(models)
    for task, suites in {MELODY: ("melody", "answers"), BASS: ("bass", "accompaniment")}.items():
        for system, critic in {"lstm": False, "lstm+dqn": True}.items():
            for suite in suites:
                row = tables.get(suite, {}).get(GENRES_ALIKE, {}).get(system)
                if row:
                    scores = {key: round(figure["mean"], 4) for key, figure in row.items()}
                    manifest[entry_name(task, size, critic)]["scores"][suite] = scores
    write_json(models / MANIFEST, manifest)


def _training(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.validation]


def _with(excerpt: Excerpt, bass: object) -> Duet:
    return replace(excerpt.duet, bass=bass)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--limit", type=int, default=24, help="pieces of each genre, at most")
    parser.add_argument("--only", nargs="*", default=(), metavar="SUITE", help="leave out others")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--page", type=Path, help="write a page with tables and pictures here")
    parser.add_argument("--publish", action="store_true", help="write scores beside the models")
    return parser.parse_args()


if __name__ == "__main__":
    main()
