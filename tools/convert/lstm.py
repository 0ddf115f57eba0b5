"""A stacked LSTM as a one-step TFLite graph, its state going in and out as float tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.convert.graph import Graph

Array = npt.NDArray[np.float32]
Linear = tuple[Array, Array]


@dataclass(frozen=True)
class Layer:
    """One LSTM layer.

    `weight` is [4 * units, inputs + units], gates in the order input, forget, cell, output
    (PyTorch's); `bias` is [4 * units].
    """

    weight: Array
    bias: Array

    @property
    def units(self) -> int:
        """Hidden units."""
        return len(self.bias) // 4


def lstm_step(
    embedding: Linear,
    layers: Sequence[Layer],
    head: Linear,
    description: str,
    quantize: bool = True,
) -> bytes:
    """The TFLite file: inputs `x`, `h0`, `c0`, …; outputs `y`, `next_h0`, `next_c0`, …

    Args:
        embedding: weight [embedding, inputs] and bias [embedding].
        layers: from the bottom up.
        head: weight [outputs, units] and bias [outputs].
        description: stands in the file.
        quantize: int8 weights; otherwise float32.
    """
    graph = Graph(description)
    told = graph.input("x", embedding[0].shape[1])
    value = graph.fully_connected(told, *embedding, quantize=quantize)
    states = []
    for index, layer in enumerate(layers):
        hidden = graph.input(f"h{index}", layer.units)
        cell = graph.input(f"c{index}", layer.units)
        value, cell = _cell(graph, layer, value, hidden, cell, quantize)
        states.append((value, cell))
    graph.output(graph.fully_connected(value, *head, quantize=quantize), "y")
    for index, (hidden, cell) in enumerate(states):
        graph.output(hidden, f"next_h{index}")
        graph.output(cell, f"next_c{index}")
    return graph.serialize()


def _cell(
    graph: Graph, layer: Layer, value: int, hidden: int, cell: int, quantize: bool
) -> tuple[int, int]:
    joined = graph.concatenate([value, hidden])
    gates = graph.split(graph.fully_connected(joined, layer.weight, layer.bias, quantize), 4)
    take_in, forget, give_out = (graph.logistic(gates[gate]) for gate in (0, 1, 3))
    kept = graph.multiply(forget, cell)
    next_cell = graph.add(kept, graph.multiply(take_in, graph.tanh(gates[2])))
    return graph.multiply(give_out, graph.tanh(next_cell)), next_cell
