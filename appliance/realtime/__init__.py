"""Where time enters: the step clock, the loop that drives a jam, and the wires it needs."""
