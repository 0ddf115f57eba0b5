"""A one-step recurrent TFLite network: input and state in, outputs and state out."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from appliance.models.runtime import interpreter_class

# So few lines take no less time together than one by one: kernels for one row are the quickest.
ONE_BY_ONE: Final = 3

Array = npt.NDArray[np.float32]
State = tuple[Array, ...]


class ModelError(Exception):
    """A model file that cannot be used; the message says why in one sentence."""


class StepNetwork:
    """A TFLite file with inputs `x`, `h0`, `c0`, … and outputs `y`, `next_h0`, `next_c0`, …

    The state stays outside the interpreter, so that one network serves several lines and
    look-ahead can go back. `rows` lines are computed at once.
    """

    def __init__(self, content: bytes, interpreter: Any = None, rows: int = 1) -> None:
        """
        Args:
            content: the bytes of the file.
            interpreter: an Interpreter class; by default that of the installed runtime.
            rows: lines computed at once.

        Raises:
            ModelError: if the interpreter refuses the file or its tensors have other names.
        """
        self._made: dict[int, _Interpreter] = {}  # by lines, shared by all `of_rows`
        self._make = partial(_Interpreter, content, interpreter or interpreter_class())
        self._set_rows(rows)
        self.input_size = self._interpreter.input_size
        self.output_size = self._interpreter.output_size

    def of_rows(self, rows: int) -> StepNetwork:
        """The same network for so many lines at once, made ready when it is first asked for."""
        other = copy(self)
        other._set_rows(rows)
        return other

    def prepare(self, rows: Iterable[int]) -> StepNetwork:
        """Have it at hand for so many lines at once: nobody waits for it later. Returns itself."""
        for count in rows:
            self.of_rows(count)
        return self

    def initial_state(self) -> State:
        """The state before the first step: zeros."""
        return tuple(np.zeros((self.rows, size), np.float32) for size in self._interpreter.states)

    def step(self, x: Array, state: State) -> tuple[Array, State]:
        """One step.

        Args:
            x: shape [rows, input_size].
            state: as returned by the last step, or `initial_state()`.

        Returns:
            Outputs, shape [rows, output_size], and the next state.
        """
        together = self._together
        if together == self.rows:
            return self._interpreter.step(x, state)
        parts = [slice(row, row + together) for row in range(0, self.rows, together)]
        steps = [self._interpreter.step(x[own], [each[own] for each in state]) for own in parts]
        outputs, following = zip(*steps, strict=True)
        return np.concatenate(outputs), tuple(map(np.concatenate, zip(*following, strict=True)))

    def _set_rows(self, rows: int) -> None:
        self.rows = rows
        self._together = 1 if rows <= ONE_BY_ONE else rows
        if self._together not in self._made:
            self._made[self._together] = self._make(self._together)
        self._interpreter = self._made[self._together]


class _Interpreter:
    """An interpreter of the file for a fixed number of lines; `states` are their sizes."""

    def __init__(self, content: bytes, make: Any, rows: int) -> None:
        try:
            interpreter = make(model_content=content, num_threads=1)
            inputs = _by_name(interpreter.get_input_details())
            for detail in inputs.values():
                shape = [rows, int(detail["shape"][-1])]
                interpreter.resize_tensor_input(detail["index"], shape)
            interpreter.allocate_tensors()
            outputs = _by_name(interpreter.get_output_details())
            self._x = inputs["x"]["index"]
            self._y = outputs["y"]["index"]
            names = [name for name in inputs if name != "x"]
            self._states = [(inputs[n]["index"], outputs[f"next_{n}"]["index"]) for n in names]
        except (ValueError, RuntimeError, KeyError) as error:
            reason = " ".join(str(error).split())
            raise ModelError(f"the model file is not a step network ({reason})") from error
        self._interpreter = interpreter
        self.input_size = int(inputs["x"]["shape"][-1])
        self.output_size = int(outputs["y"]["shape"][-1])
        self.states = [int(inputs[name]["shape"][-1]) for name in names]

    def step(self, x: Array, state: Iterable[Array]) -> tuple[Array, State]:
        interpreter = self._interpreter
        interpreter.set_tensor(self._x, x)
        for (index, _), value in zip(self._states, state, strict=True):
            interpreter.set_tensor(index, value)
        interpreter.invoke()
        following = tuple(interpreter.get_tensor(index) for _, index in self._states)
        return interpreter.get_tensor(self._y), following


def _by_name(details: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {detail["name"]: detail for detail in details}
