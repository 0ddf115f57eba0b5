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
    for name in RUNTIMES:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise ImportError(f"no TFLite runtime: install one of {', '.join(RUNTIMES.values())}")
