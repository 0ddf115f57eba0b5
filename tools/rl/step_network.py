"""A PyTorch network played as the box plays it: turned into its TFLite file, in int8."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from ai_edge_litert.interpreter import Interpreter

from appliance.models.network import State, StepNetwork
from tools.convert.export import convert
from tools.train.network import StepLstm


def as_step_network(network: StepLstm, rows: int) -> StepNetwork:
    """The network as it stands, quantized, to hand to the box's predictors."""
    return StepNetwork(convert(network), Interpreter, rows)


def flat(state: State) -> npt.NDArray[np.float32]:
    """A state h0, c0, h1, … as [lines, parts, units]: h of every layer, then c."""
    return np.stack([*state[::2], *state[1::2]], 1)


def unflat(states: npt.NDArray[np.float32]) -> tuple[torch.Tensor, torch.Tensor]:
    """The state that `flat` was made of, as PyTorch's LSTM takes it."""
    parts = torch.from_numpy(states).swapaxes(0, 1)
    half = len(parts) // 2
    return parts[:half].contiguous(), parts[half:].contiguous()
