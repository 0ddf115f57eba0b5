"""The one network of both tasks in PyTorch: an embedding, stacked LSTM layers, a linear head."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Shape:
    """Size of a network."""

    embedding: int = 192
    layers: int = 2
    units: int = 320
    dropout: float = 0.2


# The tiers that are shipped: what a Raspberry Pi 4 or 5 has time for, and what a Zero 2 W has.
TIERS = {"standard": Shape(), "small": Shape(embedding=96, layers=2, units=128, dropout=0.05)}


class StepLstm(nn.Module):
    """Maps inputs [windows, steps, inputs] to outputs [windows, steps, outputs]."""

    def __init__(self, inputs: int, outputs: int, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed = nn.Linear(inputs, shape.embedding)
        between = shape.dropout if shape.layers > 1 else 0.0
        self.lstm = nn.LSTM(
            shape.embedding, shape.units, shape.layers, dropout=between, batch_first=True
        )
        self.drop = nn.Dropout(shape.dropout)
        self.head = nn.Linear(shape.units, outputs)

    def forward(self, inputs: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Outputs and the state after the last step."""
        hidden, state = self.lstm(self.embed(inputs), state)
        return self.head(self.drop(hidden)), state
