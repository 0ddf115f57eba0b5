"""Ground floor: notes, grid, event vocabulary, genres, keys, MIDI files. Pure, imports nothing above."""
