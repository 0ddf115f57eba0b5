"""The command line: run, hush, synth, render, jams, doctor, genres, ports, settings."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance import __version__
from appliance.music.genres import GENRES, genre_keyed

OK, TROUBLE, MISUSE = 0, 1, 2
LOG = "ANTIPHON_LOG"  # in the environment: "debug" for every file that is kept, and the like


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code: 0 done, 1 trouble, 2 bad input."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
    if os.environ.get(LOG, "").upper() == "DEBUG":
        logging.getLogger("appliance").setLevel(logging.DEBUG)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return OK
    except OSError as error:
        return _output_lost(error)
    return code


def _output_lost(error: OSError) -> int:
    """Standard output took no more: a reader that has enough is no trouble worth a word."""
    if not isinstance(error, BrokenPipeError):
        print(f"antiphon: {error.strerror}", file=sys.stderr)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return TROUBLE


def _run(options: argparse.Namespace) -> int:
    """Start the box."""
    if options.revive:
        return _revive(options)
    _hurry()
    from appliance.launch import launch

    page = {"web.page": "off"} if options.no_web else {}
    port = {"web.port": options.port} if options.port else {}
    return launch(options.config, {**page, **port})


def _hurry() -> None:
    """Let this process run before ordinary programs, while it still loads its own parts."""
    from appliance.realtime.tuning import lift_this_process

    lift_this_process()


def _revive(options: argparse.Namespace) -> int:
    """Start the box as a process of its own, and anew when it crashes."""
    from appliance.revive import Reviver, hush_by

    antiphon = (sys.executable, "-m", "appliance")
    config = ("--config", str(options.config)) if options.config else ()
    no_web = ("--no-web",) if options.no_web else ()
    port = ("--port", str(options.port)) if options.port else ()
    hush = hush_by((*antiphon, "hush", *config))
    return Reviver((*antiphon, "run", *config, *no_web, *port), hush).run()


def _hush(options: argparse.Namespace) -> int:
    """Silence every synth: for after a box that was killed."""
    _hurry()
    from appliance.midi.hush import hush, ignored
    from appliance.midi.routing import PortRules

    for name in hush(PortRules(deny=ignored(options.config or Path("antiphon.toml")))):
        logging.info("silenced: %s", name)
    return OK


def _synth(options: argparse.Namespace) -> int:
    """Let keyboards sound: FluidSynth, a process apart from the box."""
    from appliance.synth.serve import serve

    return serve(options.config)


def _render(options: argparse.Namespace) -> int:
    """Play with MIDI files offline: answer them, or play a bass under them."""
    from appliance.offline.command import render_files

    return render_files(options)


def _doctor(options: argparse.Namespace) -> int:
    """Check what the box needs, or measure how fast it decides."""
    if options.bench:
        from appliance.doctor_bench import bench

        return bench(options.config)
    from appliance.doctor import examine

    return examine(options.config)


def _genres(options: argparse.Namespace) -> int:
    """List the genres: key, tab, name."""
    for genre in GENRES:
        print(f"{genre.key}\t{genre.name}")
    return OK


def _ports(options: argparse.Namespace) -> int:
    """List the MIDI ports and what each is used for."""
    from appliance.midi.ports import list_ports

    ports = list_ports()
    for port in ports:
        print(f"{port.direction}\t{port.name}\t{port.use}")
    if not ports:
        print("no MIDI ports: neither the ALSA sequencer nor JACK offers any", file=sys.stderr)
    return OK


def _jams(options: argparse.Namespace) -> int:
    """List the jams that were kept, or copy them into a folder, such as a USB stick's."""
    from appliance.kept import jams

    return jams(options.config, options.to)


def _settings(options: argparse.Namespace) -> int:
    """Print the documented settings file."""
    from appliance.config import shipped_file

    print(shipped_file(), end="")
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="antiphon", description="A small box that improvises music with whoever sits down."
    )
    parser.add_argument("--version", action="version", version=f"antiphon {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        sub.set_defaults(command=command)
        return sub

    run = add("run", _run)
    run.add_argument("--config", type=Path, help="settings file (default: ./antiphon.toml)")
    run.add_argument("--no-web", action="store_true", help="no page in the browser")
    run.add_argument("--port", type=_port, help="port of the page")
    run.add_argument("--revive", action="store_true", help="start it anew when it crashes")
    hush = add("hush", _hush)
    hush.add_argument("--config", type=Path, help="settings file (default: ./antiphon.toml)")
    synth = add("synth", _synth)
    synth.add_argument("--config", type=Path, help="settings file (default: ./antiphon.toml)")
    _add_render_options(add("render", _render))
    doctor = add("doctor", _doctor)
    doctor.add_argument("--config", type=Path, help="settings file to check")
    doctor.add_argument(
        "--bench", action="store_true", help="measure this machine; ends with a line to post"
    )
    jams = add("jams", _jams)
    jams.add_argument("--config", type=Path, help="settings file (default: ./antiphon.toml)")
    jams.add_argument("--to", type=Path, metavar="FOLDER", help="copy those that are not there yet")
    for name, command in (("genres", _genres), ("ports", _ports), ("settings", _settings)):
        add(name, command)
    return parser


def _add_render_options(render: argparse.ArgumentParser) -> None:
    render.add_argument("inputs", nargs="+", type=Path, metavar="IN.mid")
    render.add_argument("-o", "--out", type=Path, required=True, metavar="OUTDIR")
    modes = ("respond", "trade", "overlap", "accompany", "morph")
    render.add_argument("--mode", choices=modes, default="respond")
    render.add_argument("--genre", type=_genre, required=True, help="see `antiphon genres`")
    policies = ("lstm", "lstm+dqn")
    render.add_argument(
        "--policy", choices=policies, default="lstm+dqn", help="who chooses the notes"
    )
    render.add_argument("--discipline", type=_number(0, 1), help="say of the DQN, 0 … 1")
    render.add_argument("--bars", type=_whole(0, 256), default=0, help="bars of the answer")
    turns = (1, 2, 4, 8)
    render.add_argument(
        "--turn-bars", type=int, choices=turns, help="bars of a turn in trade, overlap"
    )
    render.add_argument("--swing", type=_number(0, 1), help="how much jazz and the like swing")
    render.add_argument("--theme", type=_number(0, 1), help="how close to the call, 0 … 1")
    render.add_argument("--morph", type=_number(0, 1), help="how far variations go, 0 … 1")
    render.add_argument("--temperature", type=_number(0.1, 2), help="0.1 safe … 2 wild")
    render.add_argument("--seed", type=_whole(0, 2**31 - 1), default=0)
    render.add_argument("--json", action="store_true", help="one JSON line a file")
    render.add_argument("--png", action="store_true", help="draw a piano roll as well")
    render.add_argument("--wav", action="store_true", help="render sound as well (FluidSynth)")
    render.add_argument("--size", choices=("standard", "small"), default="standard")
    render.add_argument("--models", type=Path, help="folder of the networks")


def _genre(text: str) -> str:
    try:
        return genre_keyed(text).key
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _number(low: float, high: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} is no number") from error
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} is not from {low} to {high}")
        return value

    return number


def _whole(low: int, high: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        value = _number(low, high)(text)
        if value != int(value):
            raise argparse.ArgumentTypeError(f"{text} is no whole number")
        return int(value)

    return whole


def _port(text: str) -> int:
    return _whole(1, 65535)(text)


if __name__ == "__main__":
    sys.exit(main())
