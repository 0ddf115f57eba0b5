"""Ground floor, pure: notes, grid, event vocabulary, genres, keys, MIDI files."""
