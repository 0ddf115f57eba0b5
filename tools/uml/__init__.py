"""The box on a real kernel with ALSA that runs as a program."""
