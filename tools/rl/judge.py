"""The judge of genre that rewards: a small classifier of what a passage is made of.

It reads sums of `terms` over the last steps, learns from people's training music alone, and is
frozen before deep Q-learning begins. The evaluation's judge is another one (a random forest over
other features, `tools.eval.genre_classifier`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tools.rl.terms import Counts

WINDOW = 64  # steps that are judged together
HIDDEN = 48
SURE = 3.0  # nats of log-odds that count at most


def passages(counts: Counts, counted: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Sums of the counted terms over the last WINDOW steps, up to each step, [jams, steps, terms].

    Args:
        counts: [jams, steps, terms].
        counted: the steps that are judged, [jams, steps].
    """
    sums = np.cumsum(counts * counted[..., None], axis=1, dtype=np.float32)
    before = np.zeros_like(sums)
    before[:, WINDOW:] = sums[:, :-WINDOW]
    return sums - before


class Judge(nn.Module):
    """Log-odds of every genre, from the sums of a passage."""

    def __init__(self, terms: int, genres: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(terms, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, genres))

    def forward(self, sums: Tensor) -> Tensor:
        """Logits, [passages, genres]."""
        logits: Tensor = self.layers(torch.log1p(sums))
        return logits

    def log_odds(
        self, counts: Counts, counted: npt.NDArray[np.bool_], genre: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Log-odds of the genre wanted after each step, within ±SURE nats, [jams, steps]."""
        sums = torch.from_numpy(passages(counts, counted))
        with torch.no_grad():
            logs = self(sums.flatten(0, 1)).log_softmax(-1).view(*sums.shape[:2], -1)
        own = logs[torch.arange(len(genre)), :, torch.from_numpy(genre)].numpy()
        odds = own - np.log(np.maximum(-np.expm1(np.minimum(own, -1e-6)), 1e-6))
        return np.clip(odds, -SURE, SURE).astype(np.float32)


def genre_reward(odds: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What each step adds to the log-odds of the genre wanted, [jams, steps].

    A difference of potentials (Ng, Harada & Russell 1999): its sum is the judgement in the end.
    """
    return np.diff(odds, axis=1, prepend=odds[:, :1]).astype(np.float32)


def taught(
    sums: npt.NDArray[np.float32],
    genre: npt.NDArray[np.int64],
    genres: int,
    epochs: int = 300,
    seed: int = 0,
) -> tuple[Judge, float]:
    """A judge that has learnt from passages, and its mean recall on every tenth that it has not.

    Args:
        sums: [passages, terms].
        genre: index of each, [passages].
        genres: how many there are; each counts the same.
        epochs: full passes.
        seed: of the initial weights.
    """
    torch.manual_seed(seed)
    held = np.arange(len(genre)) % 10 == 0
    judge = Judge(sums.shape[1], genres)
    size = np.bincount(genre[~held], minlength=genres)
    weight = torch.from_numpy(np.where(size > 0, 1.0 / np.maximum(size, 1), 0.0)).float()
    x, y = torch.from_numpy(sums[~held]), torch.from_numpy(genre[~held])
    optimizer = torch.optim.AdamW(judge.parameters(), 1e-2, weight_decay=1e-2)
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(judge(x), y, weight)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        guesses = judge(torch.from_numpy(sums[held])).argmax(1).numpy()
    right = [np.mean(guesses[genre[held] == g] == g) for g in np.unique(genre[held])]
    return judge.eval(), float(np.mean(right))
