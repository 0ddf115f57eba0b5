"""The simulated panel: a page in a browser that is another panel, MIDI and display driver."""
