"""Updates of a whole box: from a stick, into the other system, and back if that does not work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.update.loader import State
from tests.virtual.looking import NOTICE, shows
from tests.virtual.playing import is_answered
from tests.virtual.updating import Systems, UpdatableBox
from tools.virtual.build import Parts

pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def systems(of: Parts, tmp_path_factory: pytest.TempPathFactory) -> Systems:
    return Systems(of, tmp_path_factory.mktemp("systems"))


@pytest.fixture
def box(of: Parts, tmp_path: Path, systems: Systems) -> Iterator[UpdatableBox]:
    """A box that is switched off."""
    box = UpdatableBox(of, tmp_path, systems)
    yield box
    box.cut()
    box.forget_systems()


def _start(box: UpdatableBox, stick: Path | None = None) -> None:
    if stick is not None:
        box.insert(stick)
    box.start()
    box.wait_until_ready(180.0)


def _update(box: UpdatableBox, stick: Path) -> None:
    """Plug a stick with an update in, and let the box start anew when it is written."""
    _start(box, stick)
    assert box.slot == "A" and box.version() == "0.1.0"
    box.plug_stick()
    shows(box, "updating", NOTICE, patience=60.0)
    box.wait_for_news("Updated: restarts when you pause", 480.0)
    assert box.state == State(("B", "A"), (9, 3), box.state.tried)
    box.wait_until_off(120.0)


def test_an_update_is_applied_and_kept(box: UpdatableBox, systems: Systems) -> None:
    _update(box, systems.stick("0.2.0"))
    _start(box)
    assert box.slot == "B" and box.version() == "0.2.0"
    assert "may not" in box.run("runuser -u antiphon -- rauc status 2>&1 || echo may not")
    shows(box, "updated", NOTICE, patience=60.0)
    assert box.state == State(("B", "A"), (9, 9), "0.2.0")
    is_answered(box)
    box.plug_stick()  # what runs already
    box.wait_for(
        lambda: (
            "success" in box.unit("Result", unit="antiphon-update@sda.service")["Result"]
            and box.run("findmnt -n /media/antiphon/sda || true")
        ),
        "the stick is mounted for jams",
        patience=60.0,
        every=1.0,
    )
    box.cut()
    _start(box)
    assert box.slot == "B"


def test_one_that_others_have_signed_is_refused(box: UpdatableBox, systems: Systems) -> None:
    _start(box, systems.noise("0.2.0", ours=False))
    box.plug_stick()
    shows(box, "update-refused", NOTICE, patience=120.0)
    assert box.state == State(("A", "B"), (9, 0))
    assert not any(box.system("B"))


def test_one_that_never_gets_ready_is_rolled_back(box: UpdatableBox, systems: Systems) -> None:
    _update(box, systems.stick("0.3.0", broken=True))
    box.start()
    assert box.slot == "B" and box.version() == "0.3.0"
    box.wait_until_off(180.0)
    assert box.state == State(("A",), (9, 0), "0.3.0")
    _start(box)
    assert box.slot == "A" and box.version() == "0.1.0"
    shows(box, "update-failed", NOTICE, patience=60.0)
    box.plug_stick()
    box.wait_for_news("Update refused: it failed here before")


def test_a_power_cut_while_it_is_written_costs_nothing(box: UpdatableBox, systems: Systems) -> None:
    _start(box, systems.noise("0.2.0"))
    box.plug_stick()
    box.wait_for(lambda: any(box.system("B")), "something is written", patience=240.0)
    box.cut()
    _start(box)
    assert box.slot == "A" and box.version() == "0.1.0"
    box.plug_stick()
    box.wait_for_news("Updated: restarts when you pause", 480.0)
