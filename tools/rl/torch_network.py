"""A PyTorch network played as the box plays a TFLite file: one step, several lines at once."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import torch

from appliance.models.network import Array, State, StepNetwork
from tools.train.network import StepLstm


class TorchNetwork:
    """Stands in for `appliance.models.network.StepNetwork` where weights still change."""

    def __init__(self, network: StepLstm, rows: int) -> None:
        self.rows = rows
        self._network = network

    def initial_state(self) -> State:
        """The state before the first step: h and c of all layers, zeros."""
        shape = self._network.shape
        part = np.zeros((shape.layers, self.rows, shape.units), np.float32)
        return part, part

    def step(self, x: Array, state: State) -> tuple[Array, State]:
        """One step; arguments and results as on the box."""
        with torch.no_grad():
            hidden = (torch.from_numpy(state[0]), torch.from_numpy(state[1]))
            outputs, following = self._network(torch.from_numpy(x)[:, None], hidden)
        return outputs[:, 0].numpy(), tuple(part.numpy() for part in following)


def as_step_network(network: StepLstm, rows: int) -> StepNetwork:
    """A network to hand to the box's predictors."""
    return cast(StepNetwork, TorchNetwork(network, rows))


def flat(state: State) -> npt.NDArray[np.float32]:
    """A state as [lines, parts, units]: h of every layer, then c."""
    return np.concatenate(state).swapaxes(0, 1).copy()


def unflat(states: npt.NDArray[np.float32]) -> tuple[torch.Tensor, torch.Tensor]:
    """The state that `flat` was made of, as tensors."""
    parts = torch.from_numpy(states).swapaxes(0, 1)
    half = len(parts) // 2
    return parts[:half].contiguous(), parts[half:].contiguous()
