"""Writes a TFLite graph from numpy arrays through the official schema, no TensorFlow needed.

Weights are quantized per tensor and symmetrically to int8: the hybrid FULLY_CONNECTED kernel
of tflite-runtime 2.14 ignores per-channel scales, and refuses operator versions above 9.
"""

from __future__ import annotations

from collections.abc import Sequence

import flatbuffers
import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema

Array = npt.NDArray[np.float32]
Operator = schema.BuiltinOperator
Options = schema.BuiltinOptions
INT8_LIMIT = 127
HYBRID_FULLY_CONNECTED_VERSION = 9


class Graph:
    """A graph of one subgraph; its methods add operators and return the index of their output."""

    def __init__(self, description: str) -> None:
        self._model = schema.ModelT()
        self._model.version = 3
        self._model.description = description
        self._model.buffers = [schema.BufferT()]
        self._model.operatorCodes = []
        self._subgraph = schema.SubGraphT()
        self._subgraph.name = "main"
        self._subgraph.tensors, self._subgraph.operators = [], []
        self._subgraph.inputs, self._subgraph.outputs = [], []
        self._model.subgraphs = [self._subgraph]
        self._codes: dict[tuple[int, int], int] = {}

    def input(self, name: str, width: int) -> int:
        """A float input of shape [1, width]."""
        tensor = self._tensor(name, (1, width))
        self._subgraph.inputs.append(tensor)
        return tensor

    def output(self, tensor: int, name: str) -> None:
        """Give a tensor out under a name."""
        self._subgraph.tensors[tensor].name = name
        self._subgraph.outputs.append(tensor)

    def concatenate(self, tensors: Sequence[int]) -> int:
        """Join along the last axis."""
        options = schema.ConcatenationOptionsT()
        options.axis = 1
        width = sum(self._width(tensor) for tensor in tensors)
        return self._operate(
            Operator.CONCATENATION, tensors, width, Options.ConcatenationOptions, options
        )

    def fully_connected(self, tensor: int, weight: Array, bias: Array, quantize: bool) -> int:
        """`weight` [out, in] times the tensor, plus `bias` [out]."""
        options = schema.FullyConnectedOptionsT()
        options.asymmetricQuantizeInputs = quantize
        stored = self._int8(weight) if quantize else self._constant("weight", weight)
        operands = [tensor, stored, self._constant("bias", bias)]
        return self._operate(
            Operator.FULLY_CONNECTED,
            operands,
            len(bias),
            Options.FullyConnectedOptions,
            options,
            version=HYBRID_FULLY_CONNECTED_VERSION if quantize else 1,
        )

    def split(self, tensor: int, parts: int) -> list[int]:
        """Cut the last axis into equal parts."""
        options = schema.SplitOptionsT()
        options.numSplits = parts
        axis = self._constant("axis", np.array(1, np.int32))
        width = self._width(tensor) // parts
        outputs = [self._tensor("part", (1, width)) for _ in range(parts)]
        self._add(Operator.SPLIT, [axis, tensor], outputs, Options.SplitOptions, options, 1)
        return outputs

    def logistic(self, tensor: int) -> int:
        """Sigmoid of every element."""
        return self._operate(Operator.LOGISTIC, [tensor], self._width(tensor))

    def tanh(self, tensor: int) -> int:
        """Hyperbolic tangent of every element."""
        return self._operate(Operator.TANH, [tensor], self._width(tensor))

    def multiply(self, left: int, right: int) -> int:
        """Element by element."""
        width = self._width(left)
        return self._operate(
            Operator.MUL, [left, right], width, Options.MulOptions, schema.MulOptionsT()
        )

    def add(self, left: int, right: int) -> int:
        """Element by element."""
        width = self._width(left)
        return self._operate(
            Operator.ADD, [left, right], width, Options.AddOptions, schema.AddOptionsT()
        )

    def serialize(self) -> bytes:
        """The file's bytes."""
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(self._model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def _operate(
        self,
        operator: int,
        operands: Sequence[int],
        width: int,
        kind: int = 0,
        options: object = None,
        version: int = 1,
    ) -> int:
        out = self._tensor("value", (1, width))
        self._add(operator, operands, [out], kind, options, version)
        return out

    def _add(
        self,
        operator: int,
        operands: Sequence[int],
        outputs: Sequence[int],
        kind: int,
        options: object,
        version: int,
    ) -> None:
        node = schema.OperatorT()
        node.opcodeIndex = self._code(operator, version)
        node.inputs, node.outputs = list(operands), list(outputs)
        node.builtinOptionsType, node.builtinOptions = kind, options
        self._subgraph.operators.append(node)

    def _code(self, operator: int, version: int) -> int:
        if (operator, version) not in self._codes:
            code = schema.OperatorCodeT()
            code.builtinCode, code.version = operator, version
            code.deprecatedBuiltinCode = min(operator, INT8_LIMIT)
            self._codes[operator, version] = len(self._model.operatorCodes)
            self._model.operatorCodes.append(code)
        return self._codes[operator, version]

    def _int8(self, weight: Array) -> int:
        scale = (float(np.abs(weight).max()) or 1.0) / INT8_LIMIT
        rounded = np.clip(np.round(weight / scale), -INT8_LIMIT, INT8_LIMIT).astype(np.int8)
        tensor = self._constant("weight", rounded)
        quantization = schema.QuantizationParametersT()
        quantization.scale = np.array([scale], np.float32)
        quantization.zeroPoint = np.array([0], np.int64)
        self._subgraph.tensors[tensor].quantization = quantization
        return tensor

    def _constant(self, name: str, value: npt.NDArray[np.generic]) -> int:
        kinds = {"float32": "FLOAT32", "int8": "INT8", "int32": "INT32"}
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(value.tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        kind = getattr(schema.TensorType, kinds[value.dtype.name])
        return self._tensor(name, value.shape, kind, len(self._model.buffers) - 1)

    def _tensor(
        self,
        name: str,
        shape: Sequence[int],
        kind: int = schema.TensorType.FLOAT32,
        buffer: int = 0,
    ) -> int:
        tensor = schema.TensorT()
        tensor.name = f"{name}{len(self._subgraph.tensors)}" if name in _UNNAMED else name
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, buffer
        self._subgraph.tensors.append(tensor)
        return len(self._subgraph.tensors) - 1

    def _width(self, tensor: int) -> int:
        return int(self._subgraph.tensors[tensor].shape[-1])


_UNNAMED = {"value", "part", "weight", "bias", "axis"}
