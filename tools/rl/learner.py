"""The deep Q-network's learning: one update from passages of the store."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from appliance.models.habits import habitual
from appliance.models.line import Floats
from appliance.music.events import FIRST_ONSET
from tools.rl.critic import CriticLstm
from tools.rl.episode import Batch, Episode, Halves
from tools.rl.instead import pitch_differences
from tools.rl.prices import Prices
from tools.rl.returns import Choice, Variant, choice, retrace
from tools.rl.step_network import unflat
from tools.train.network import StepLstm

SURPRISE = 12.0  # nats beyond which an error counts linearly (Huber)


@dataclass(frozen=True)
class Recipe:
    """What decides a run besides the data, the LSTM and the rewards' weights."""

    variant: Variant = "g"
    say: float | None = None  # in the rhythm, while it learns
    rounds: int = 60
    settling: int = 20  # rounds before, in which only the prices are learnt
    jams: int = 64
    steps: int = 256
    kept_rounds: int = 24
    updates: int = 24  # a round
    passages: int = 32
    passage_steps: int = 96
    burn_in: int = 16  # steps of a passage that only bring the state up to date (R2D2, 2019)
    discount: float = 0.92
    trace: float = 0.9
    rate: float = 7e-4  # at the beginning; falls to a tenth
    clip: float = 1.0
    target_pace: float = 0.02  # share of the way that the target network follows an update
    instead: float = 1.0  # weight of the pitches that were not taken
    frozen: bool = True  # all below the heads, so that what foretells the human is not forgotten
    chance: float = 0.05  # of an event by the LSTM alone, while playing
    seed: int = 1


class Learner:
    """A critic that began as the LSTM, and its target network."""

    def __init__(self, begun: StepLstm, recipe: Recipe) -> None:
        self.recipe = recipe
        self.critic = CriticLstm.begun(begun)
        self.target = copy.deepcopy(self.critic).requires_grad_(False)
        heads = [*self.critic.head.parameters(), *self.critic.worth.parameters()]
        learnt = heads if recipe.frozen else self.critic.parameters()
        self.optimizer = torch.optim.AdamW(learnt, recipe.rate, weight_decay=1e-4)

    def slow_down(self, done: float) -> None:
        """Lower the learning rate after a share of all rounds, 0 … 1."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * (1.0 - 0.9 * done)

    def update(self, batch: Batch, prices: Prices, composition: float) -> dict[str, float]:
        """One step of gradient descent; what to report of it, in nats."""
        passages, recipe = batch.passages, self.recipe
        earned = passages.rewards + composition * prices.reward(passages.terms, passages.genre)
        features = torch.from_numpy(passages.features).float()
        table = torch.from_numpy(passages.table)
        prior = torch.from_numpy(passages.prior).float()
        habit = composition * habitual(prices.habits, passages.genre[:, None], passages.place)
        known = torch.from_numpy(_with_fit(habit, passages.worth))
        state = unflat(passages.states)
        with torch.set_grad_enabled(not recipe.frozen):
            hidden = self.critic.hidden(features, state)
        online = self.critic.valued(hidden, table, prior, known)
        with torch.no_grad():
            hidden = hidden if recipe.frozen else self.target.hidden(features, state)
            target = self.target.valued(hidden, table, prior, known)
            choices = self._choice(online, target, prior, torch.from_numpy(habit))
            due = self._due(passages, torch.from_numpy(earned), choices, target, prior)
        events = torch.from_numpy(passages.events).long()[..., None]
        said = online.gather(-1, events)[..., 0]
        learnt = self._learnt(batch) & torch.isfinite(due)
        loss = nn.functional.huber_loss(said[learnt], due[learnt], delta=SURPRISE) / SURPRISE
        report = {"loss": float(loss.detach()), "value": float(due[learnt].mean())}
        instead, explained = self._instead(passages, habit, online, due, prior, learnt)
        report |= {"instead": float(instead.detach()), "explained": explained}
        self._descend(loss + recipe.instead * instead)
        return report

    def _instead(
        self, passages: Episode, habit: Floats, online: Tensor, due: Tensor, prior: Tensor,
        learnt: Tensor,
    ) -> tuple[Tensor, float]:  # fmt: skip
        """The loss of all the pitches that were not taken, where a note began; likely ones more."""
        differences = pitch_differences(passages.events.astype(np.int64), passages.returns, habit)
        began = learnt & torch.from_numpy(passages.events >= FIRST_ONSET)
        said = online[..., FIRST_ONSET:][began]
        target = due[began][:, None] + torch.from_numpy(differences)[began]
        weight = (0.5 * prior[..., FIRST_ONSET:][began]).softmax(-1)
        each = nn.functional.huber_loss(said, target, delta=SURPRISE, reduction="none")
        return (weight * each).sum(-1).mean() / SURPRISE, _explained(said.detach(), target, weight)

    def _choice(self, online: Tensor, target: Tensor, prior: Tensor, habit: Tensor) -> Choice:
        return choice(self.recipe.variant, online, target, prior, habit, self.recipe.say)

    def _due(
        self, passages: Episode, earned: Tensor, chosen: Choice, target: Tensor, prior: Tensor
    ) -> Tensor:
        recipe = self.recipe
        events = torch.from_numpy(passages.events).long()[..., None]
        acted = torch.from_numpy(passages.acted)
        ratio = (chosen.logs.gather(-1, events)[..., 0] - torch.from_numpy(passages.chance)).exp()
        if recipe.variant != "g":
            taken = prior.gather(-1, events)[..., 0]
            earned = earned + torch.where(acted & torch.isfinite(taken), taken, 0.0)
        held = target.gather(-1, events)[..., 0]
        return retrace(earned, chosen.worth, held, ratio, acted, recipe.discount, recipe.trace)

    def _learnt(self, batch: Batch) -> Tensor:
        """The steps that are learnt from: the box chose, and the state is up to date."""
        steps = np.arange(batch.passages.steps)[None, :]
        ready = batch.fresh[:, None] | (steps >= self.recipe.burn_in)
        return torch.from_numpy(batch.passages.acted & ready)

    def _descend(self, loss: Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.recipe.clip)
        self.optimizer.step()
        with torch.no_grad():
            pairs = zip(self.target.parameters(), self.critic.parameters(), strict=True)
            for slow, fast in pairs:
                slow.lerp_(fast, self.recipe.target_pace)


def _with_fit(habit: Floats, fit: Halves | None) -> Floats:
    """What is known of all events without the network, [n, steps, events]."""
    if fit is None:
        return habit
    known = habit.copy()
    known[..., FIRST_ONSET:] += fit
    return known


def _explained(said: Tensor, due: Tensor, weight: Tensor) -> float:
    """The share of the differences between a note's possible pitches that is foretold."""

    def centred(values: Tensor) -> Tensor:
        return values - (weight * values).sum(-1, keepdim=True)

    left = (weight * (centred(due) - centred(said)) ** 2).sum()
    return float(1.0 - left / (weight * centred(due) ** 2).sum())
