"""The command `antiphon render`: one file after the other, one sentence for each that fails."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from appliance.jam.controls import Controls
from appliance.models.manifest import SHIPPED
from appliance.models.network import ModelError
from appliance.music.genres import genre_keyed
from appliance.music.grid import PLAYED_AS
from appliance.offline.performers import PERFORMERS
from appliance.offline.render import LSTM, Job, RenderError, render
from appliance.offline.sound import HOW_TO_MEND, can_render_sound


def render_files(options: argparse.Namespace) -> int:
    """Render every input; returns 0 if all went well, else the worst exit code."""
    try:
        performer = PERFORMERS[options.mode](options.models or SHIPPED, options.size)
    except (ModelError, ImportError) as error:
        return _complain(str(error))
    refusal = _refusal(options)
    if refusal:
        return _complain(refusal)
    job = _job(options)
    code = 0
    for source, stem_taken in _with_clashes(options.inputs):
        try:
            if stem_taken:
                raise RenderError(f"{source} has the same name as another input: render it apart")
            report = render(source, job, performer)
        except RenderError as error:
            _say(str(error))
            code = max(code, error.code)
            continue
        if report["written_meter"] not in PLAYED_AS:
            _say(f"{source} is in {report['written_meter']}, which I play in {report['meter']}")
        if options.json:
            print(json.dumps(report), flush=True)
    return code


def _refusal(options: argparse.Namespace) -> str | None:
    """Why nothing can be rendered with these options; None if it can."""
    if options.policy == LSTM and options.discipline:
        return f"--policy {LSTM} gives the DQN no say: leave out --discipline"
    if options.wav and not can_render_sound():
        return f"no sound for --wav: {HOW_TO_MEND}"
    return None


def _job(options: argparse.Namespace) -> Job:
    controls = Controls(
        genre=genre_keyed(options.genre),
        replay=False,
        silence=0.0,
        answer_bars=options.bars,
        downbeat=False,
    )
    wanted = {
        "bars": options.turn_bars,
        "swing": options.swing,
        "theme": options.theme,
        "morph": options.morph,
        "temperature": options.temperature,
        "discipline": 0.0 if options.policy == LSTM else options.discipline,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return Job(
        options.out,
        replace(controls, **given),
        options.mode,
        options.seed,
        options.png,
        options.wav,
    )


def _with_clashes(inputs: list[Path]) -> list[tuple[Path, bool]]:
    """Each input, and whether an earlier one would be written to the same file."""
    seen: set[str] = set()
    marked = []
    for source in inputs:
        marked.append((source, source.stem in seen))
        seen.add(source.stem)
    return marked


def _complain(sentence: str) -> int:
    _say(sentence)
    return 2


def _say(sentence: str) -> None:
    print(f"antiphon: {sentence}", file=sys.stderr)
