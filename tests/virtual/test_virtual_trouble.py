"""A box that something is wrong with plays all the same."""

from __future__ import annotations

import os
import time
from pathlib import Path

from appliance.resumption import SURE_SECONDS
from tests.virtual.looking import CARD, NOTICE, WORDS, shows
from tests.virtual.phrases import ANSWER, notes, phrase, sounding
from tests.virtual.playing import SHORT, call, is_answered
from tools.virtual.box import UNIT, VirtualBox
from tools.virtual.build import Parts

DATA = "/var/lib/antiphon"
ALL_SOUND_OFF = bytes([0xB0, 120, 0])
PAGE = "http://127.0.0.1:8765/"


def test_one_that_hangs_is_started_anew(box: VirtualBox) -> None:
    before = box.unit("MainPID")["MainPID"]
    box.run(f"kill -STOP {before}")
    hung = time.monotonic()
    box.wait_for(
        lambda: box.unit("MainPID")["MainPID"] not in (before, "0") and box.ready_at(),
        "the watchdog bites, and the box is ready again",
        patience=90.0,
        every=0.5,
    )
    print(f"plays again {time.monotonic() - hung:.1f} s after it was frozen")
    is_answered(box)
    shows(box, "play-something", CARD)


def test_one_that_crashes_is_started_anew(box: VirtualBox) -> None:
    before = box.unit("MainPID")["MainPID"]
    box.run(f"kill -SEGV {before}")
    box.wait_for(
        lambda: box.unit("MainPID")["MainPID"] not in (before, "0") and box.ready_at(),
        "the box is ready again",
        every=0.5,
    )
    is_answered(box)


def test_one_that_is_killed_while_it_plays_falls_silent_and_goes_on_as_it_was(
    box: VirtualBox,
) -> None:
    box.turn(1)
    ready, before = box.wait_until_ready(), box.unit("MainPID")["MainPID"]
    time.sleep(max(0.0, ready + SURE_SECONDS + 1.0 - box.clock()))
    begun = call(box, 0, phrase(SHORT))
    box.wait_for(lambda: sounding(box.heard(0, begun)), "the box plays", every=0.05)
    killed = box.clock()
    box.run(f"kill -KILL {before}")
    again = box.wait_for(
        lambda: box.unit("MainPID")["MainPID"] not in (before, "0") and box.ready_at(),
        "the box is ready again",
    )
    silent = [moment for moment, said in box.heard(0, killed) if said == ALL_SOUND_OFF]
    print(f"silent {silent[0] - killed:.2f} s after it was killed, ready {again - killed:.2f}")
    assert silent[0] < again
    assert not notes(box.heard(0, silent[0]), ANSWER)
    assert "goes on with the controls as they stood" in box.run(f"journalctl --boot --unit {UNIT}")
    is_answered(box)


def test_a_clock_that_is_stepped_by_a_day_changes_nothing(box: VirtualBox) -> None:
    before = box.unit("MainPID")
    for step in ("+1 day", "-2 days", "+1 day"):
        box.run(f"date --set '{step}'")
        is_answered(box)
    assert box.unit("MainPID") == before
    names = box.run(f"find {DATA} -name 'jam-*.mid' -printf '%f\n'").split()
    assert len({name[:8] for name in names}) == len(names), "each has a number of its own"


def test_one_whose_card_is_full_plays_and_says_so(box: VirtualBox) -> None:
    box.run(f"cat /dev/zero > {DATA}/full || true")
    is_answered(box)
    shows(box, "card-full", NOTICE)
    box.run(f"rm {DATA}/full")
    is_answered(box)
    shows(box, "folk", WORDS)
    box.wait_for(lambda: box.run(f"find {DATA} -name 'jam-*.mid'"), "the jam is kept")


def test_one_without_its_data_partition_plays_and_says_so(of: Parts, tmp_path: Path) -> None:
    ruin = tmp_path / "ruin.img"
    ruin.write_bytes(os.urandom(4 << 20))
    with VirtualBox(of, tmp_path, plugged=[0], data=ruin) as box:
        box.wait_until_ready()
        is_answered(box)
        shows(box, "no-data", NOTICE)
        box.wait_for(lambda: box.run(f"find {DATA} -name 'jam-*.mid'"), "the jam lies in memory")


def test_damaged_settings_keep_nothing_from_playing(of: Parts, tmp_path: Path) -> None:
    settings = b"[jam\ngenre = 'jazz'\n"
    with VirtualBox(of, tmp_path, plugged=[0], settings=settings) as box:
        box.wait_until_ready()
        shows(box, "damaged-settings", NOTICE)
        is_answered(box)


FETCH = f"""python3 -c "import urllib.request as r; print(r.urlopen('{PAGE}').read().decode())" """


def test_without_a_display_it_plays_and_nothing_listens(of: Parts, tmp_path: Path) -> None:
    with VirtualBox(of, tmp_path, plugged=[0], display=False) as box:
        box.wait_until_ready()
        is_answered(box)
        assert "Connection refused" in box.run(f"{FETCH} 2>&1 || true")


def test_the_page_is_there_where_the_settings_ask_for_it(of: Parts, tmp_path: Path) -> None:
    settings = b"[web]\npage = 'on'\n"
    with VirtualBox(of, tmp_path, plugged=[0], display=False, settings=settings) as box:
        box.wait_until_ready()
        assert "<title>" in box.run(FETCH)
