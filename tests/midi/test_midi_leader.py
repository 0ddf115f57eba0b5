"""Of several clocks, the one that said start last counts."""

import pytest

from appliance.midi.leader import Leader

TICK, START, CONTINUE, STOP = (bytes([status]) for status in (0xF8, 0xFA, 0xFB, 0xFC))


@pytest.mark.parametrize("begin", [START, CONTINUE])
def test_a_keyboard_that_ticks_unasked_does_not_disturb_a_sequencer(begin):
    leader = Leader()
    assert not leader.admits("keyboard", TICK)
    assert leader.admits("sequencer", begin)
    assert leader.admits("sequencer", TICK)
    assert not leader.admits("keyboard", TICK)
    assert not leader.admits("keyboard", STOP)
    assert leader.admits("sequencer", STOP)


def test_notes_pass_from_everywhere():
    leader = Leader()
    assert leader.admits("keyboard", bytes([0x90, 60, 90]))
    leader.admits("sequencer", START)
    assert leader.admits("keyboard", bytes([0x90, 60, 90]))


def test_who_is_unplugged_leads_no_more():
    leader = Leader()
    leader.admits("one", START)
    leader.leave("other")
    assert leader.admits("one", TICK)
    leader.leave("one")
    assert not leader.admits("one", TICK)
