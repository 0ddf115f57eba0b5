"""The virtual box: a real kernel with the box's hardware that runs as a program."""
