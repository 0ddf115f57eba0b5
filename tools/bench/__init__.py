"""Measurements of speed: always beside a named alternative, in the same run."""
