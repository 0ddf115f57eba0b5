"""MIDI ports: keyboards and synths that come and go, over ALSA's sequencer or JACK."""
