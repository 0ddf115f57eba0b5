"""The tests of the kernel's queue, on the virtual kernel."""

from __future__ import annotations

from tools.virtual.build import Parts
from tools.virtual.run import run


def test_the_kernel_keeps_the_time_of_notes(of: Parts) -> None:
    good, said = run(of, "python3 -m pytest -q tests/midi/test_midi_kernel.py", patience=240.0)
    assert good and " passed" in said and "skipped" not in said, said
