"""The box's synth waits for a sound card. This system has no FluidSynth, so that is all of it."""

from __future__ import annotations

from pathlib import Path

from tools.virtual.box import VirtualBox
from tools.virtual.build import Parts

SYNTH = "antiphon-synth.service"
DRIVER = "/sys/bus/platform/drivers/snd_dummy"
STARTED = "ExecMainStartTimestampMonotonic"


def test_a_card_that_is_plugged_in_starts_the_synth(of: Parts, tmp_path: Path) -> None:
    with VirtualBox(of, tmp_path, arguments=["snd_dummy.enable=1"]) as box:

        def tried() -> int:
            return int(box.unit(STARTED, unit=SYNTH)[STARTED])

        box.wait_for(tried, "the card that was there at power-on starts it", patience=60.0)
        box.run(f"echo snd_dummy.0 > {DRIVER}/unbind; systemctl stop {SYNTH}")
        before = tried()
        box.run(f"systemctl start {SYNTH}")  # in vain: there is no card
        assert tried() == before
        box.run(f"echo snd_dummy.0 > {DRIVER}/bind")
        box.wait_for(lambda: tried() > before, "the card starts it", patience=30.0, every=0.5)
        said = f"journalctl --unit={SYNTH} --output=cat --lines=20"
        box.wait_for(lambda: "no soundfont" in box.run(said), "it looks for what it needs")
