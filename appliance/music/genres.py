"""The genres: the key the networks and files use, and the name a person reads on the knob."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre: `key` as in the corpus' file names, `name` as on the OLED (at most 10 letters).

    `on_knob` is False where what the box plays is too often taken for another genre; such a one
    can still be asked for by key.
    """

    key: str
    name: str
    on_knob: bool = True


# The order is the networks' input order: append only.
GENRES = (
    Genre("folk", "Folk"),
    Genre("chorale", "Chorale"),
    Genre("classical", "Classical"),
    Genre("lied", "Art song"),
    Genre("ragtime", "Ragtime"),
    Genre("standards", "Standards"),
    Genre("rock", "Rock"),
    Genre("game", "Video game"),
    Genre("pop", "Pop"),
    Genre("jazz", "Jazz"),
    Genre("blues", "Blues", on_knob=False),  # half taken for jazz
)
INDEX = {genre.key: index for index, genre in enumerate(GENRES)}


def turned(genre: Genre, by: int) -> Genre:
    """The genre so many clicks of the knob away; one that is not on it keeps its place."""
    around = [each for each in GENRES if each.on_knob or each == genre]
    return around[(around.index(genre) + by) % len(around)]


def genre_keyed(key: str) -> Genre:
    """The genre with this key or name, in whatever case.

    Raises:
        ValueError: when there is none; the message names the nearest one.
    """
    wanted = key.casefold()
    for genre in GENRES:
        if wanted in (genre.key, genre.name.casefold()):
            return genre
    near = get_close_matches(wanted, INDEX, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(INDEX)}"
    raise ValueError(f"unknown genre {key!r}; {hint}")
