"""The engine without a clock: MIDI files in, MIDI files, pictures and sound out."""
