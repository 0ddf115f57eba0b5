"""Runs in the virtual box as root, and is everything that is outside of it."""
