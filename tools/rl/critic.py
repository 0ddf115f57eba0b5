"""The critic in PyTorch: the LSTM once more, and what a state is worth by itself.

The value of an event is the state's worth plus the event's advantage (dueling networks, Wang et al.
2016, equation 9, with the prior's mean in place of the plain one). Only the advantage goes to the
box: a policy of prior · exp(value) does not depend on the worth.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from appliance.models import bass_layout
from appliance.models.frames import KINDS
from tools.train.losses import summed
from tools.train.network import State, StepLstm


class CriticLstm(StepLstm):
    """A StepLstm, whose outputs are advantages in nats, with a second head for the worth."""

    worth: nn.Linear

    @classmethod
    def begun(cls, lstm: StepLstm) -> CriticLstm:
        """A critic with the weights of an LSTM, and all values 0.

        What foretells the human is kept: it is no value.
        """
        critic = cls(lstm.embed.in_features, lstm.head.out_features, lstm.shape)
        critic.load_state_dict(copy.deepcopy(lstm.state_dict()))
        critic.worth = nn.Linear(lstm.shape.units, 1)
        with torch.no_grad():
            events = values_end(lstm.head.out_features)
            for part in (critic.head.weight, critic.head.bias):
                part[:events] = 0.0
            critic.worth.weight.zero_()
            critic.worth.bias.zero_()
        return critic.eval()

    def hidden(self, inputs: Tensor, state: State) -> Tensor:
        """What the heads read, [n, steps, units], of inputs [n, steps, inputs]."""
        with torch.autocast(inputs.device.type, torch.bfloat16):
            hidden, _ = self.lstm(self.embed(inputs), state)
        return hidden.float()

    def valued(self, hidden: Tensor, table: Tensor, prior: Tensor, known: Tensor) -> Tensor:
        """Values of all events, [n, steps, events].

        Args:
            hidden: from `hidden`, [n, steps, units].
            table: of frames, [n, steps, frames, pitches].
            prior: log-probabilities of the LSTM, [n, steps, events].
            known: what is known without the network, [n, steps, events].
        """
        advantage = event_advantages(self.head(hidden), table) + known
        mean = (prior.exp() * advantage).sum(-1, keepdim=True)
        values: Tensor = self.worth(hidden) + advantage - mean
        return values


def event_advantages(outputs: Tensor, table: Tensor) -> Tensor:
    """Advantages of all events as the box reads them (`appliance.models.critic`).

    Args:
        outputs: [n, steps, width].
        table: [n, steps, frames, pitches].
    """
    flat = outputs.flatten(0, 1)
    pitches = flat[:, KINDS - 1 : KINDS] + summed(flat, table.flatten(0, 1))
    both = torch.cat([flat[:, : KINDS - 1], pitches], 1)
    return both.view(*outputs.shape[:2], -1)


def values_end(outputs: int) -> int:
    """How many of a network's outputs are about its own events; the rest foretell."""
    if outputs != bass_layout.OUTPUTS.width:
        return outputs
    columns = bass_layout.OUTPUTS.columns
    return min(column for name, column in columns.items() if name.startswith("foretold"))
