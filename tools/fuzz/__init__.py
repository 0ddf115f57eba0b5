"""Attacks the box with what may come over its wires, in fast time: no crash, no stuck note."""
