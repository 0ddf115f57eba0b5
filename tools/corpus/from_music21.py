"""Pieces out of music21's corpus folder: ABC tunes and four-part Bach chorales.

music21 parses the notes; the order of bars on the grid is ours. Its ABC reader relabels the meter
of overfull bars, so the meter of a tune is taken from the text. Times are in quarter notes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import Any

from music21 import converter, key, spanner, stream, tempo

from appliance.music.score import TimedNote
from tools.corpus.records import Record, line_of, normalised, starts_of

MIN_NOTES = 16
LONGEST_SILENCE = 0.2  # share of a tune: more is a sign of bars that do not add up
MAX_OFFGRID = 0.25
BUSY_BAR = 4.5  # notes: a 2/4 tune with more of them a bar is counted in eighths, as 4/4
PHRASE_BEATS = 8
VELOCITY = 80
_EPSILON = 0.01
_METER_SIGNS = {"C": "4/4", "C|": "2/2"}
# Accidentals hold to the bar line in their own octave, as in print.
_PREFACE = "%abc-2.1\n%%propagate-accidentals octave\n"
_FIELD_LINE = re.compile(r"[A-Za-z]:|%")
_VOICE = re.compile(r"\[?V:[ \t]*(\w+)\]?")
_INLINE_FIELD = re.compile(r"(\[[A-Za-z]:[^\]\n]*\])")
# Words, grace notes, decorations, spacers, slurs: all that stands between notes but no barline.
_ORNAMENT = re.compile(
    r'"[^"\n]*"|\{[^}\n]*\}|![^!\n]*!|[`.~uvkyHJLMOPRST]|\((?!\d)|\)|%.*|=(?:20)?\s*$'
)


class Skipped(Exception):
    """A piece that does not become part of the corpus; the message says why in a few words."""


def abc_tunes(text: str) -> list[str]:
    """The tunes of an ABC file, each from its `X:` on."""
    return re.split(r"(?m)^(?=X:)", text)[1:]


def field(tune: str, letter: str) -> str:
    """The first field of an ABC tune with this letter, such as "T"; empty where there is none."""
    found = re.search(rf"(?m)^{letter}:[ \t]*([^%\n]*)", tune)
    return found.group(1).strip() if found else ""


def plain(tune: str) -> str:
    """An ABC tune's first voice without ornaments, which hide broken rhythms from music21."""
    lines = _first_voice(tune.split("\n"))
    return "\n".join(x if _FIELD_LINE.match(x) else _without_ornaments(x) for x in lines)


def folk_record(tune: str, base: Record) -> Record:
    """The record of an ABC tune; `base` holds what does not come from the notes.

    Raises:
        Skipped: if the meter changes or is missing, or the notes are few or cannot be read.
    """
    melody, part, written = _tune_notes(tune)
    record = replace(
        base,
        title=field(tune, "T") or base.id,
        style=field(tune, "R").lower() or base.style,
        bpm=_bpm(part),
        **_key(part),
        cluster=normalised(field(tune, "T")) or base.id,
    )
    return _renotated(record, melody, written)


def chorale_record(path: str, base: Record) -> Record:
    """The record of a chorale: soprano and bass over the longest run of one meter.

    Raises:
        Skipped: if there is no soprano, bass, or notes enough.
    """
    score = converter.parse(path, forceSource=True, storePickle=False)
    soprano, bass = _part(score, "soprano"), _part(score, "bass")
    written, bars = _longest_run(_bars(soprano))
    starts = starts_of([length for _, _, length in bars], _quarters(written))
    lower, _ = line_of(_voice(bass, bars, starts), min)
    if not lower:
        raise Skipped("no bass")
    record = replace(
        base, bass=lower, bass_kind="voice", bpm=_bpm(score), **_key(soprano), cluster=""
    )
    record = _with_melody(record, _voice(soprano, bars, starts), written)
    return replace(record, cluster=phrase(record))


def phrase(record: Record) -> str:
    """The start of a tune, beat by beat, in semitones from its first note: versions share it."""
    first = record.melody[0][0]
    beats = range(-(-first // 4) * 4, first + 4 * PHRASE_BEATS, 4)
    sounding = [next((p for on, d, p in record.melody if on <= b < on + d), None) for b in beats]
    pitches = [pitch for pitch in sounding if pitch is not None]
    return "tune " + " ".join(str(pitch - pitches[0]) for pitch in pitches)


Bar = tuple[int, str, float]  # index of the measure, its time signature, its length in quarters


def _parsed(tune: str) -> stream.Score:
    try:
        return converter.parse(
            _PREFACE + plain(tune), format="abc", forceSource=True, storePickle=False
        )
    except Exception as error:  # music21 raises whatever its parsers meet
        raise Skipped(f"music21 cannot parse it ({type(error).__name__})") from error


def _tune_notes(tune: str) -> tuple[list[TimedNote], stream.Part, str]:
    """(notes from the bar line before the first on, music21's part, written meter) of a tune."""
    written = _abc_meter(tune)
    part = next((part for part in _parsed(tune).parts if part.recurse().notes), None)
    if part is None:
        raise Skipped("no notes")
    bars = _bars(part)
    overflow = {place for place, bar in enumerate(bars) if place and bar[1] != written}
    starts = starts_of([length for _, _, length in bars], _quarters(written), overflow)
    notes = _voice(part, bars, starts)
    silent = notes[0].onset // _quarters(written) * _quarters(written) if notes else 0.0
    return [replace(note, onset=note.onset - silent) for note in notes], part, written


def _first_voice(lines: list[str]) -> list[str]:
    """The lines of the voice that comes first, and all fields but those that name voices."""
    kept, first, now = [], "", ""
    for line in lines:
        named = _VOICE.match(line)
        if named:
            now = named.group(1)
            first = first or now
            line = line[named.end() :] if line.startswith("[") else ""
        elif line.startswith("K:"):
            now = first  # the end of the header
        if now == first or _FIELD_LINE.match(line):
            kept.append(line)
    return kept


def _without_ornaments(line: str) -> str:
    parts = _INLINE_FIELD.split(line)
    return "".join(part if _INLINE_FIELD.match(part) else _bare(part) for part in parts)


def _bare(notes: str) -> str:
    """Ornaments out, and three things said otherwise that music21 misreads."""
    bare = _ORNAMENT.sub("", notes).replace("x", "z").replace("::", ":||:")
    return re.sub(r"-?([<>]+)-?", r"\1", bare)


def _abc_meter(tune: str) -> str:
    meters = {found.strip() for found in re.findall(r"(?m)(?:^|\[)M:([^%\]\n]*)", tune)}
    if len(meters) != 1:
        raise Skipped("the meter changes" if meters else "no meter")
    sign = meters.pop()
    written: str = _METER_SIGNS.get(sign, sign)
    if not re.fullmatch(r"\d+/\d+", written):
        raise Skipped("no meter")
    return written


def _bars(part: stream.Part) -> list[Bar]:
    """The measures that are played when first endings are left out."""
    measures = list(part.getElementsByClass(stream.Measure))
    left_out = _first_endings(part, measures)
    bars, sign = [], "4/4"
    for index, measure in enumerate(measures):
        sign = measure.timeSignature.ratioString if measure.timeSignature else sign
        if index not in left_out and measure.highestTime > 0:
            bars.append((index, sign, float(measure.highestTime)))
    return bars


def _first_endings(part: stream.Part, measures: list[stream.Measure]) -> set[int]:
    """Indices of the measures under brackets that begin with 1."""
    places = {id(measure): index for index, measure in enumerate(measures)}
    left_out: set[int] = set()
    for bracket in part.recurse().getElementsByClass(spanner.RepeatBracket):
        spanned = [places[id(m)] for m in bracket.getSpannedElements() if id(m) in places]
        if spanned and str(bracket.number).startswith("1"):
            left_out.update(range(min(spanned), max(spanned) + 1))
    return left_out


def _longest_run(bars: list[Bar]) -> tuple[str, list[Bar]]:
    runs = [(sign, list(run)) for sign, run in groupby(bars, key=lambda bar: bar[1])]
    if not runs:
        raise Skipped("no bars")
    return max(runs, key=lambda run: len(run[1]))


def _quarters(time_signature: str) -> float:
    numerator, denominator = map(int, time_signature.split("/"))
    return 4.0 * numerator / denominator


def _voice(part: stream.Part, bars: list[Bar], starts: list[float]) -> list[TimedNote]:
    """All notes of a part's played bars, tied ones joined, grace notes left out."""
    measures = list(part.getElementsByClass(stream.Measure))
    notes: list[TimedNote] = []
    for (index, _, _), start in zip(bars, starts, strict=True):
        inside = measures[index].recurse().notes if index < len(measures) else ()
        for element in inside:
            if element.duration.isGrace or "Harmony" in element.classes:
                continue
            onset = start + float(element.getOffsetInHierarchy(measures[index]))
            length = float(element.quarterLength)
            for pitch in element.pitches:
                _append(notes, element, TimedNote(onset, length, pitch.midi, VELOCITY))
    return notes


def _append(notes: list[TimedNote], element: Any, note: TimedNote) -> None:
    """Add a note, or make the one that it is tied to longer."""
    tied = element.tie is not None and element.tie.type in ("stop", "continue")
    for place in range(len(notes) - 1, max(-1, len(notes) - 5), -1):
        before = notes[place]
        touching = abs(before.onset + before.duration - note.onset) < _EPSILON
        if tied and touching and before.pitch == note.pitch:
            notes[place] = replace(before, duration=before.duration + note.duration)
            return
    notes.append(note)


def _renotated(record: Record, melody: list[TimedNote], written: str) -> Record:
    """2/2 is called 4/4; a busy 2/4 becomes 4/4 with doubled durations."""
    end = max((note.onset + note.duration for note in melody), default=0.0)
    if sum(note.duration for note in melody) < (1 - LONGEST_SILENCE) * end:
        raise Skipped(f"silent for more than {LONGEST_SILENCE:.0%} of its time")
    bars = end / _quarters(written)
    if written == "2/4" and len(melody) > BUSY_BAR * bars:
        melody = [replace(n, onset=2 * n.onset, duration=2 * n.duration) for n in melody]
        record = replace(record, renotated="2/4x2", bpm=record.bpm and 2 * record.bpm)
        return _with_melody(record, melody, "4/4")
    if written == "2/2":
        return _with_melody(replace(record, renotated="2/2"), melody, "4/4")
    return _with_melody(record, melody, written)


def _with_melody(record: Record, notes: list[TimedNote], time_signature: str) -> Record:
    melody, offgrid = line_of(notes)
    if len(melody) < MIN_NOTES:
        raise Skipped(f"fewer than {MIN_NOTES} notes")
    if offgrid > MAX_OFFGRID:
        raise Skipped(f"more than {MAX_OFFGRID:.0%} of the notes are off the grid")
    return replace(record, melody=melody, offgrid=offgrid, time_signature=time_signature)


def _part(score: stream.Score, name: str) -> stream.Part:
    for part in score.parts:
        if str(part.partName).casefold().startswith(name) or str(part.id).casefold() == name:
            return part
    raise Skipped(f"no part is called {name}")


def _key(part: stream.Part) -> dict[str, Any]:
    found = next(iter(part.recurse().getElementsByClass(key.KeySignature)), None)
    if found is None:
        return {}
    source = "notated" if isinstance(found, key.Key) else "estimated"
    tonic = found if isinstance(found, key.Key) else part.analyze("key")
    return {"key": (tonic.tonic.pitchClass, tonic.mode), "key_source": source}


def _bpm(stream_: stream.Stream) -> float | None:
    mark = next(iter(stream_.recurse().getElementsByClass(tempo.MetronomeMark)), None)
    quarters = mark.getQuarterBPM() if mark is not None else None
    return round(float(quarters), 2) if quarters else None
