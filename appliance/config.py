"""The settings: one table that drives defaults, checking, documentation and the shipped file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any

from appliance.config_table import SETTINGS, Setting, Value
from appliance.reading import read_file

HEADER = """\
# Settings of the box. Every line stands here with its default and may be left out.
# A mistake in this file never keeps the box from playing: it says which line is wrong
# and takes the default.
"""


@dataclass(frozen=True)
class Config:
    """All settings by their full name (`section.key`), and what was wrong with the file."""

    values: Mapping[str, Value]
    problems: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def notice(self) -> str | None:
        """That something is wrong, in words for the display, which has no room for what it is."""
        if not self.problems:
            return None
        where = re.search(r"\bline (\d+)", self.problems[0])
        return f"Settings: line {where[1]} is wrong" if where else "Settings: file not readable"


ALL_DEFAULTS = "taking the default of every setting"
LOCAL_FILE = Path("antiphon.toml")
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def find_config(path: Path | None, overrides: Mapping[str, Value]) -> Config:
    """The settings of a file, or of ./antiphon.toml if there is one, with overrides."""
    if path is None and os.path.lexists(LOCAL_FILE):
        path = LOCAL_FILE
    config = Config(DEFAULTS) if path is None else read_config(path)
    return Config({**config.values, **overrides}, config.problems)


def read_config(path: Path) -> Config:
    """The settings of a file; what is missing or wrong in it is replaced by its default."""
    try:
        return parse_config(read_file(path).decode("utf-8-sig"))
    except OSError as error:
        return Config(DEFAULTS, (f"{path} cannot be read ({error.strerror}); {ALL_DEFAULTS}",))
    except UnicodeDecodeError:
        return Config(DEFAULTS, (f"{path} is no text file; {ALL_DEFAULTS}",))


def parse_config(text: str) -> Config:
    """The settings of a TOML text."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOML's own: a number without end
        return Config(DEFAULTS, (f"not readable as TOML: {error}; {ALL_DEFAULTS}",))
    values, problems = dict(DEFAULTS), []
    for name, value in _flatten(document):
        problem = _problem(name, value)
        if problem is None:
            values[name] = value
        else:
            problems.append(f"line {_line_of(text, name)}: {problem}")
    problems += _shared_pins(values, text)
    return Config(values, tuple(problems))


def _shared_pins(values: dict[str, Value], text: str) -> list[str]:
    """Two parts wired to one pin: both go back to their defaults."""
    pins = [name for name in values if name.endswith("_pin")]
    problems = []
    for first, second in combinations(pins, 2):
        if values[first] == values[second]:
            line = max(_line_of(text, first), _line_of(text, second))
            pin = values[first]
            problems.append(
                f"line {line}: {first} and {second} are both {pin}; taking the default pins"
            )
    if problems:
        values.update({name: DEFAULTS[name] for name in pins})
    return problems


def shipped_file() -> str:
    """The documented settings file, every setting at its default."""
    lines = [HEADER]
    section = None
    for setting in SETTINGS:
        if setting.section != section:
            section = setting.section
            lines.append(f"[{section}]\n")
        lines.append(_documented(setting))
    return "\n".join(lines).rstrip() + "\n"


def toml(value: Value) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _documented(setting: Setting) -> str:
    comment = "".join(f"# {line}\n" for line in [*setting.doc.splitlines(), setting.range_text])
    return f"{comment}{setting.key} = {toml(setting.default)}\n"


def _flatten(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Full names and values; a key outside any section keeps its bare name."""
    flat = []
    for section, content in document.items():
        if isinstance(content, dict):
            flat += [(f"{section}.{key}", value) for key, value in content.items()]
        else:
            flat.append((section, content))
    return flat


def _problem(name: str, value: Any) -> str | None:
    setting = next((each for each in SETTINGS if each.name == name), None)
    if setting is None:
        near = get_close_matches(name, DEFAULTS, n=1, cutoff=0.7)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"there is no setting {name}{hint}"
    reason = setting.refusal(value)
    taken = "none" if setting.default == [] else toml(setting.default)
    return reason and f"{name} {reason}; taking {taken}"


def _line_of(text: str, name: str) -> int:
    """Line of a key, or of its section where the key is not written plainly."""
    section, _, key = name.rpartition(".")
    within, found = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if heading:
            within = heading[1].strip('"')
            found = number if within == (section or key) else found
        elif within == section and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', line):
            return number
    return found
