"""The melody network in PyTorch: stacked LSTM layers and one linear layer of logits."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from appliance.models.encoding import INPUT_SIZE
from appliance.music.events import VOCABULARY_SIZE

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Shape:
    """Size of a melody network."""

    layers: int = 2
    units: int = 256
    dropout: float = 0.25


class MelodyNetwork(nn.Module):
    """Maps inputs [windows, steps, INPUT_SIZE] to logits [windows, steps, VOCABULARY_SIZE]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        between = shape.dropout if shape.layers > 1 else 0.0
        self.lstm = nn.LSTM(
            INPUT_SIZE, shape.units, shape.layers, dropout=between, batch_first=True
        )
        self.drop = nn.Dropout(shape.dropout)
        self.head = nn.Linear(shape.units, VOCABULARY_SIZE)

    def forward(self, inputs: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits and the state after the last step."""
        hidden, state = self.lstm(inputs, state)
        return self.head(self.drop(hidden)), state
