"""`python -m tools.convert.loss`: what int8 costs, in nats a step on held-out music.

The same network as float32 and as int8 file foretells the same lines, both run as on the box.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from appliance.models.network import StepNetwork
from appliance.models.predictor import LstmPredictor
from tools.convert.export import convert, load
from tools.corpus.pieces import Duet, Piece, load_duets, load_pieces
from tools.eval.calls import spread
from tools.eval.likelihood import Score, bass_log_probabilities, lstm_log_probabilities

STEPS = 256


def main() -> None:
    """Print nats a step of both files for each checkpoint."""
    parser = argparse.ArgumentParser(prog="python -m tools.convert.loss", description=__doc__)
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=66, help="of each kind, over all genres")
    options = parser.parse_args()
    pieces = spread([p for p in load_pieces(options.corpus) if p.validation], options.pieces)
    duets = spread(
        [d for d in load_duets(options.corpus) if d.validation and d.real], options.pieces
    )
    for checkpoint in options.checkpoints:
        network, saved = load(checkpoint)
        small, large = (convert(network, quantize) for quantize in (True, False))
        if saved["facts"]["task"] == "bass":
            cheap, dear = (_bass_nats(content, duets) for content in (small, large))
        else:
            cheap, dear = (_melody_nats(content, pieces) for content in (small, large))
        print(f"{checkpoint.parent.name}: int8 {cheap:.5f}, float32 {dear:.5f} nats a step")


def _melody_nats(content: bytes, pieces: Sequence[Piece]) -> float:
    predictor, score = LstmPredictor(StepNetwork(content)), Score()
    for piece in pieces:
        score.add(piece.events[:STEPS], lstm_log_probabilities(predictor, piece, STEPS))
    return score.summary()["nats_per_step"]


def _bass_nats(content: bytes, duets: Sequence[Duet]) -> float:
    network, score = StepNetwork(content, rows=2), Score()
    for duet in duets:
        steps = min(STEPS, len(duet.bass))
        seen, _ = bass_log_probabilities(network, [duet], steps)
        score.add(duet.bass[:steps], seen[0])
    return score.summary()["nats_per_step"]


if __name__ == "__main__":
    main()
