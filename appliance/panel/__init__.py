"""The panel of the box: switch, knob, lamp, OLED, and the pictures on it."""
