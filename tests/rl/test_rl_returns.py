"""Targets of deep Q-learning, against small decisions that can be worked out."""

import numpy as np
import pytest
import torch

from appliance.models.rhythm import of_pitches, with_say
from tools.rl.returns import choice, retrace

DISCOUNT = 0.8
# Of a rest, a hold and onsets of two pitches, in two states.
REWARD = torch.tensor([[0.0, 1.0, 0.3, -0.4], [0.5, -2.0, 1.5, 0.0]])
NEXT = torch.tensor([[0, 1, 1, 0], [1, 0, 0, 1]])  # the state that each leads to
PRIOR = torch.log(torch.tensor([[0.4, 0.3, 0.2, 0.1], [0.3, 0.2, 0.1, 0.4]]))


SAYS = pytest.mark.parametrize("say", [None, 0.4, 1.0])
HABIT = torch.tensor([[0.5, 0.0, -0.3, 0.2], [0.0, -1.0, 0.4, 0.0]])


def policy(values, say):
    """Log-probabilities in the two states, and what they cost."""
    prior, habit = PRIOR.numpy(), HABIT.numpy()
    if say is None:
        value = of_pitches(values.numpy() - habit, prior) + habit
    else:
        value = with_say(values.numpy(), prior, say)
    value = torch.from_numpy(value)
    logs = (PRIOR + value).log_softmax(-1)
    return logs, logs - PRIOR


def soft_values(say):
    """G of the events, by iteration: in closed form where network and habits have one say."""
    values = torch.zeros(2, 4)
    for _ in range(400):
        values = REWARD + DISCOUNT * worth_of(values, say)[NEXT]
    return values


def worth_of(values, say):
    """A kind is worth what will be drawn after it, and kinds count for as much as there is say."""
    if say is None:
        logs, cost = policy(values, say)
        return (logs.exp() * (values - cost)).sum(-1)
    onset = torch.logsumexp(PRIOR[:, 2:].log_softmax(-1) + values[:, 2:], -1)
    kinds = torch.stack([values[:, 0], values[:, 1], onset], -1)
    chances = torch.stack([PRIOR[:, 0], PRIOR[:, 1], torch.logsumexp(PRIOR[:, 2:], -1)], -1)
    return torch.logsumexp(chances + say * kinds, -1) / say


def walk(steps=2000):
    random = np.random.default_rng(0)
    state, states, events = 0, [], []
    for _ in range(steps):
        event = int(random.integers(4))
        states.append(state)
        events.append(event)
        state = int(NEXT[state, event])
    return torch.tensor([states]), torch.tensor([events])


@SAYS
@pytest.mark.parametrize("trace", [0.0, 0.9])
def test_the_optimal_values_of_g_learning_are_their_own_targets(trace, say):
    """At the fixed point, returns over several steps agree with one step, whatever was played."""
    values = soft_values(say)
    states, events = walk()
    online = values[states]
    chosen = choice("g", online, online, PRIOR[states], HABIT[states], say)
    taken = online.gather(-1, events[..., None])[..., 0]
    ratio = chosen.logs.gather(-1, events[..., None])[..., 0].exp() / 0.25
    rewards = REWARD[states, events]
    acted = torch.ones_like(states, dtype=torch.bool)
    due = retrace(rewards, chosen.worth, taken, ratio, acted, DISCOUNT, trace)
    assert due[:, :-1].numpy() == pytest.approx(taken[:, :-1].numpy(), abs=1e-4)
    assert torch.isnan(due[:, -1]).all()


@SAYS
def test_the_policy_is_that_of_the_box(say):
    values = soft_values(say)
    ours = choice("g", values[None], values[None], PRIOR[None], HABIT[None], say).logs[0].numpy()
    box = policy(values, say)[0].numpy()
    assert ours == pytest.approx(box, abs=1e-5)


@SAYS
def test_without_a_critic_the_policy_of_g_learning_is_the_lstm(say):
    nothing = torch.zeros(1, 2, 4)
    chosen = choice("g", nothing, nothing, PRIOR[None], nothing, say)
    assert chosen.logs.numpy() == pytest.approx(PRIOR[None].numpy(), abs=1e-6)
    assert chosen.worth.numpy() == pytest.approx(np.zeros((1, 2)), abs=1e-6)


def test_what_is_not_allowed_is_never_chosen():
    prior = torch.tensor([[[0.0, -torch.inf]]])
    values = torch.tensor([[[0.0, 9.0]]])
    for variant in ("g", "psi", "q"):
        chosen = choice(variant, values, values, prior, torch.zeros_like(values))
        assert chosen.logs[0, 0, 1] <= -29.0
        assert chosen.worth.numpy() == pytest.approx(np.zeros((1, 1)), abs=1e-5)


def test_psi_follows_its_values_alone_and_pays_for_certainty():
    values = torch.tensor([[[1.0, 2.0]]])
    chosen = choice("psi", values, values, PRIOR[None, :1, :2], 0 * values)
    assert chosen.logs.numpy() == pytest.approx(values.log_softmax(-1).numpy())
    assert float(chosen.worth) == pytest.approx(float(torch.logsumexp(values, -1)))


def test_q_takes_the_best_of_the_online_network_at_the_value_of_the_target_network():
    online, target = torch.tensor([[[1.0, 2.0]]]), torch.tensor([[[5.0, 3.0]]])
    chosen = choice("q", online, target, PRIOR[None, :1, :2], 0 * online)
    assert float(chosen.worth) == 3.0


def test_where_the_box_had_no_choice_the_value_passes_through():
    rewards = torch.tensor([[1.0, 1.0, 0.0]])
    zero = torch.zeros(1, 3)
    acted = torch.tensor([[True, False, True]])
    worth = torch.tensor([[0.0, 99.0, 10.0]])
    due = retrace(rewards, worth, zero, zero, acted, 0.5, 0.9)
    assert due[0, 1] == 1.0 + 0.5 * 10.0
    assert due[0, 0] == 1.0 + 0.5 * due[0, 1]
