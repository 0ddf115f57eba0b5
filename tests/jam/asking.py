"""What a hand asks of a jam."""

from appliance.jam.phases import Signal


def asked(hand_over):
    """The signal of a flip of the switch, if there was one."""
    return Signal.HAND_OVER if hand_over else None
