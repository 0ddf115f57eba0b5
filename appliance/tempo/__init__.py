"""Who gives the tempo: MIDI clock, the player's own notes, or nobody but the knob."""
