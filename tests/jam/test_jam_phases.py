import pytest

from appliance.jam.phases import Phase, Signal, after

LISTEN, REPLAY, RESPOND = Phase.LISTEN, Phase.REPLAY, Phase.RESPOND


@pytest.mark.parametrize("signal", [Signal.HAND_OVER, Signal.BARS, Signal.SILENCE])
def test_every_end_of_a_call_is_answered(signal):
    assert after(LISTEN, signal, replay=True) is REPLAY
    assert after(LISTEN, signal, replay=False) is RESPOND


@pytest.mark.parametrize("phase", [REPLAY, RESPOND])
def test_a_hand_on_the_switch_takes_the_turn_back(phase):
    assert after(phase, Signal.HAND_OVER, replay=True) is LISTEN


def test_the_replay_leads_to_the_answer_and_the_answer_back():
    assert after(REPLAY, Signal.OVER, replay=True) is RESPOND
    assert after(RESPOND, Signal.OVER, replay=True) is LISTEN


@pytest.mark.parametrize(
    ("phase", "signal"),
    [(LISTEN, Signal.OVER), (REPLAY, Signal.BARS), (RESPOND, Signal.SILENCE)],
)
def test_a_signal_without_an_arrow_changes_nothing(phase, signal):
    assert after(phase, signal, replay=True) is phase
