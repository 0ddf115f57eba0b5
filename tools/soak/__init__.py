"""The soak: a simulated musician plays with a whole box for hours, and everything is checked."""
