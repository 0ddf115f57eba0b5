"""The box's parts: who plays a note."""

from __future__ import annotations

from enum import Enum


class Part(Enum):
    """Who plays a note; the value names the track in a file."""

    ANSWER = "response"
    BASS = "bass"
    CLICK = "click"
