"""What each judged system played, so that judgements of other music are never mixed in.

Networks change; a preference file says only "lstm". So the music of every item stands beside it,
and a test whose music has changed since is not gone on with.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tools.files import write_json
from tools.listen.items import Item

Played = dict[str, dict[str, str]]


class ChangedMusicError(Exception):
    """The systems play otherwise than when they were judged; the message says what to do."""


def remember(path: Path, items: Sequence[Item], judged: bool) -> None:
    """Note what the systems play, beside what is noted already.

    Args:
        path: of the notes.
        items: what is to be judged now.
        judged: whether anything has been judged by now.

    Raises:
        ChangedMusicError: if they played something else when some of it was judged.
    """
    now = {item.id: {name: wav.stem for name, wav in item.versions.items()} for item in items}
    before = _known(path) if judged else {}
    if any(now[item].get(name, music) != music for item, name, music in _each(before, now)):
        raise ChangedMusicError(
            f"{path.parent} holds judgements of other music than the networks play now: "
            "choose another folder with --out"
        )
    write_json(path, before | {item: before.get(item, {}) | now[item] for item in now})


def _each(before: Played, now: Played) -> list[tuple[str, str, str]]:
    """Item, system and music of what was noted of the items that are there now."""
    return [
        (item, name, music)
        for item in before.keys() & now.keys()
        for name, music in before[item].items()
    ]


def _known(path: Path) -> Played:
    try:
        known: Played = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return known
