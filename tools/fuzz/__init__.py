"""Attacks on the box with what nobody sends in good faith, for as long as one likes."""
