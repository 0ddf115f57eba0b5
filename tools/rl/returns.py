"""What a passage's events were worth: the targets of deep Q-learning, in three variants.

* `g`: G-learning (Fox, Pakman & Tishby 2016; RL Tuner, section 3.2): the critic G learns the
  rewards alone, the policy is prior · exp G, in the rhythm prior · exp habit
  (`appliance.models.rhythm`), and leaving the prior costs its divergence. With G = 0 it is the
  LSTM, so it cannot collapse. This one is shipped.
* `psi`: Ψ-learning (Rawlik, Toussaint & Vijayakumar 2012; RL Tuner, section 3.2): log p is part of
  the reward, the policy is exp Ψ.
* `q`: Q-learning with the same reward, the policy being the best event (explored by chance).

All are double: the online network chooses, the target network values (van Hasselt, Guez & Silver
2016). Returns over several steps are Retrace(λ) (Munos et al. 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from appliance.music.events import FIRST_ONSET

Variant = Literal["g", "psi", "q"]
UNLIKELY = -30.0  # nats; stands for -inf where a number is needed


@dataclass(frozen=True)
class Choice:
    """A policy's log-probabilities [n, steps, events], and what a state is worth [n, steps]."""

    logs: Tensor
    worth: Tensor


def choice(
    variant: Variant,
    online: Tensor,
    target: Tensor,
    prior: Tensor,
    habit: Tensor,
    say: float | None = None,
) -> Choice:
    """The policy of the online network, valued by the target network.

    Args:
        variant: which.
        online: values of all events, [n, steps, events].
        target: the same by the target network.
        prior: log-probabilities of the LSTM, -inf where an event is not allowed.
        habit: the part of the values that is habit, [n, steps, events].
        say: in the rhythm, of values and habits together, 0 … 1; None: habits alone have it.
    """
    allowed = torch.isfinite(prior)
    if variant == "q":
        best = online.masked_fill(~allowed, UNLIKELY * 10).argmax(-1, keepdim=True)
        logs = torch.full_like(online, UNLIKELY).scatter(-1, best, 0.0)
        return Choice(logs, target.gather(-1, best)[..., 0])
    if variant == "g":
        logs = (_steering(online, prior, habit, say) + prior).log_softmax(-1)
        against = logs - prior
        if say is not None:  # leaving the LSTM's rhythm costs the more, the less say there is
            against = against + (1.0 / say - 1.0) * (_kinds(logs) - _kinds(prior))
    else:
        logs = online.masked_fill(~allowed, -torch.inf).log_softmax(-1)
        against = logs
    chances, against = logs.exp(), torch.where(allowed, against, 0.0)
    worth = (chances * (torch.where(allowed, target, 0.0) - against)).sum(-1)
    return Choice(logs.clamp(min=UNLIKELY), worth)


def _steering(online: Tensor, prior: Tensor, habit: Tensor, say: float | None) -> Tensor:
    """As the box does it: values are sums with habits, which steer the rhythm in full.

    Without a say, as `appliance.models.rhythm.of_pitches`; else as `with_say`, but for what the
    softmax leaves out.
    """
    if say is None:
        return _with_kinds(online - habit, prior, 0.0) + habit
    return _with_kinds(online, prior, say)


def _with_kinds(values: Tensor, prior: Tensor, say: float) -> Tensor:
    pitches = values[..., FIRST_ONSET:]
    chances = prior[..., FIRST_ONSET:].log_softmax(-1)
    onset = (chances + pitches).logsumexp(-1, keepdim=True)
    return torch.cat([say * values[..., :FIRST_ONSET], pitches - (1.0 - say) * onset], -1)


def _kinds(logs: Tensor) -> Tensor:
    """The log-probability of every event's kind, [n, steps, events]; of onsets it is one."""
    onset = logs[..., FIRST_ONSET:].logsumexp(-1, keepdim=True)
    return torch.cat([logs[..., :FIRST_ONSET], onset.expand_as(logs[..., FIRST_ONSET:])], -1)


def retrace(
    rewards: Tensor,
    worth: Tensor,
    taken: Tensor,
    ratio: Tensor,
    acted: Tensor,
    discount: float,
    trace: float,
) -> Tensor:
    """Targets for the values of the events that were taken, [n, steps]; the last step's is nan.

    Where the box had no choice, the value of the state is that of what came.

    Args:
        rewards: [n, steps].
        worth: what each state is worth to the policy, [n, steps].
        taken: the target network's value of the event taken, [n, steps].
        ratio: its chance now over its chance then, [n, steps].
        acted: True where the box chose.
        discount: of the next step's value.
        trace: λ.
    """
    steps = rewards.shape[1]
    out = torch.full_like(rewards, torch.nan)
    following = worth[:, -1]
    for step in range(steps - 2, -1, -1):
        out[:, step] = rewards[:, step] + discount * following
        corrected = worth[:, step] + trace * ratio[:, step].clamp(max=1.0) * (
            out[:, step] - taken[:, step]
        )
        following = torch.where(acted[:, step], corrected, out[:, step])
    return out
