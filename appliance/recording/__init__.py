"""Every jam is kept: collected step by step, written as a MIDI file, bounded in number."""
