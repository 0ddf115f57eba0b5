"""The page's few files, read once, and the headers that keep the page to itself."""

from __future__ import annotations

from pathlib import Path

from appliance.web.files import StaticFile, safety
from appliance.web.files import static_files as files_of_the_box

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
WAV = "audio/wav"

_OWN = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/player.js": ("player.js", "text/javascript; charset=utf-8"),
}
_BORROWED = ("/style.css", "/icon.svg")  # colours, type and icon of the box's own page
SAFETY = safety("media-src blob:")


def page_files() -> dict[str, StaticFile]:
    """Every file of the page by the path it is asked for; nothing else is ever served."""
    here = Path(__file__).parent
    own = {
        path: StaticFile((here / name).read_bytes(), media_type)
        for path, (name, media_type) in _OWN.items()
    }
    box = files_of_the_box()
    return own | {path: box[path] for path in _BORROWED}
