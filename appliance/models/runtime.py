"""The one place that knows which TFLite interpreter is installed."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from typing import Any

# Module of the interpreter → the distribution it comes from; the first that imports is used.
RUNTIMES = {
    "tflite_runtime.interpreter": "tflite-runtime",
    "ai_edge_litert.interpreter": "ai-edge-litert",
}
_order = list(RUNTIMES)


def prefer(distribution: str) -> None:
    """From now on, use this distribution where it is installed.

    Many lines in one invocation are some thirty times as fast with ai-edge-litert on x86.
    """
    module = next(name for name, own in RUNTIMES.items() if own == distribution)
    _order.remove(module)
    _order.insert(0, module)


def interpreter_class() -> Any:
    """The class `Interpreter` of the runtime in use.

    Raises:
        ImportError: when no runtime is installed.
    """
    return _module().Interpreter


def runtime_name() -> str:
    """Distribution and version of the runtime in use, such as "tflite-runtime 2.14.0".

    Raises:
        ImportError: when no runtime is installed.
    """
    distribution = RUNTIMES[_module().__name__]
    return f"{distribution} {version(distribution)}"


def _module() -> Any:
    for name in _order:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise ImportError(f"no TFLite runtime: install one of {', '.join(RUNTIMES.values())}")
