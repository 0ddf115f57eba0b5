"""The virtual box that most tests share; Antiphon is started anew after each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.virtual.box import UNIT, VirtualBox
from tools.virtual.build import Parts, parts


@pytest.fixture(scope="session")
def of() -> Parts:
    return parts()


@pytest.fixture(scope="session")
def switched_on(of: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBox]:
    """A box with a display and one keyboard, just switched on and ready."""
    with VirtualBox(of, tmp_path_factory.mktemp("box"), plugged=[0]) as box:
        ready = box.wait_until_ready()
        print(f"\nready {ready:.1f} s after the kernel began")
        yield box


@pytest.fixture
def box(switched_on: VirtualBox) -> Iterator[VirtualBox]:
    """The box that is shared, which is as after power-on again when the test is over."""
    yield switched_on
    switched_on.run(f"systemctl restart {UNIT}", patience=90.0)
    switched_on.wait_until_ready()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add what the guest has said to the report of a failure."""
    report = yield
    used = getattr(item, "funcargs", {}).values()
    for box in {each for each in used if isinstance(each, VirtualBox)}:
        if report.failed:
            report.sections.append(("console of the virtual box", box.console[-6000:]))
    return report
