"""Antiphon: a small box that improvises music with whoever sits down at it."""

__version__ = "0.1.0"
