"""What a box has said that it keeps, against what it has kept."""

import json

from tools.virtual.ledger import Kept, Ledger

CONSOLE = """\
[   12.1] antiphon[80]: DEBUG kept /var/lib/antiphon/jam-0001-ab12.mid, 300 bytes
counted 6
counted 7
[   17.2] antiphon[80]: DEBUG kept /var/lib/antiphon/jam-0001-ab12.mid, 500 bytes
counted 8"""


def ledger():
    told = Ledger()
    told.read(CONSOLE)
    return told


def kept(counted=7, **jams):
    named = {f"jam-{name[1:]}-ab12.mid": told for name, told in jams.items()}
    return Kept.told(json.dumps({"counted": counted, "jams": named}))


def test_a_line_that_was_cut_short_does_not_count():
    assert ledger() == Ledger(7, {"jam-0001-ab12.mid": 500})


def test_nothing_is_lost_where_there_is_as_much_or_more():
    assert list(ledger().lost(kept(n0001=[500, 40]))) == []
    assert list(ledger().lost(kept(9, n0001=[700, 60], n0002=[100, 3]))) == []


def test_what_is_lost_is_named():
    assert list(ledger().lost(kept(6, n0001=[500, 40]))) == ["counted to 7, kept 6"]
    assert list(ledger().lost(kept(None, n0001=[500, 40]))) == ["counted to 7, kept None"]
    assert list(ledger().lost(kept())) == ["jam-0001-ab12.mid is gone"]
    assert list(ledger().lost(kept(n0001=[300, 20]))) == ["jam-0001-ab12.mid has 300 bytes of 500"]


def test_a_jam_is_whole_even_if_nobody_was_told_of_it():
    (words,) = ledger().lost(kept(n0001=[500, 40], n0002=[90, None]))
    assert words == "jam-0002-ab12.mid is not whole"


def test_a_new_console_adds_to_what_is_known():
    told = ledger()
    told.read("counted 3\n")
    assert told.counted == 7
