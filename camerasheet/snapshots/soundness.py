"""Whether a sheet that was read from a file is one that the rules could have made.

SQLite lets any value stand in any column, and a restored row is trusted from then on.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import fields_of
from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.errors import SnapshotRefused
from camerasheet.sheet.model import Camera, Cue, House, Live, Sheet, Shot
from camerasheet.sheet.vocabulary import Family, Term

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RANK: Final = re.compile(r"[0-9A-Za-z]{0,2000}[1-9A-Za-z]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST: Final = {"notes": 2000, "number": numbering.MAX_LENGTH}
_LONGEST_TEXT: Final = 2000
_LONGEST_NAME: Final = 60  # of a row, in a sentence about it
_BIGGEST_NUMBER: Final = 2**53  # what every client can count with
_OPTIONAL: Final = {"start", "duration", "at"}


def check_sheet(sheet: Sheet) -> None:
    """Raise ``SnapshotRefused``, saying where, for what no rule could have made."""
    _check_id(sheet.show, "the show")
    _check_id(sheet.epoch, "the show")
    if type(sheet.seq) is not int or not 0 <= sheet.seq < _BIGGEST_NUMBER:
        raise _wrong("the show's seq")
    for row in sheet.rows.values():
        _check_row(row.cue.id, row.cue, row.shots, sheet)
    for camera in sheet.cameras.values():
        _check_id(camera.id, "a camera")
        _check_fields(camera, f"camera {_named(camera.number)}")
        _check_rank(camera.rank, "a camera")
        if camera.colour not in COLOURS:
            raise _wrong(f"camera {_named(camera.number)}: its colour")
    for (family, code), term in sheet.vocabulary.terms.items():
        if family not in tuple(Family) or not _fits("code", code, str):
            raise _wrong("a word of its vocabulary")
        _check_fields(term, f"the word {_named(code)}")
    _check_fields(sheet.live, "the live position")
    _check_fields(sheet.house, "the show's switches")
    _check_once(
        (camera.number.casefold() for camera in sheet.cameras.values()),
        "two cameras share a number",
    )
    _check_once((camera.rank for camera in sheet.cameras.values()), "two cameras share a place")
    rows = sheet.rows.values()
    numbers = (row.cue.number.casefold() for row in rows if not row.cue.is_heading)
    _check_once(numbers, "two cues share a number")
    _check_once((row.cue.rank for row in rows), "two cues share a place")
    for cue, camera_id in sheet.ready:
        if cue not in sheet.rows or camera_id not in sheet.cameras:
            raise _wrong("a tick without its cue or camera")


def _check_row(cue_id: str, cue: Cue, shots: Mapping[str, Shot], sheet: Sheet) -> None:
    _check_id(cue_id, "a cue")
    where = f"cue {_named(cue.number)}"
    _check_fields(cue, where)
    _check_rank(cue.rank, where)
    if cue.kind not in ("cue", "heading"):
        raise _wrong(f"{where}: its kind")
    if not cue.is_heading and not cue.number:
        raise _wrong("a cue without a number")
    for camera, shot in shots.items():
        if camera not in sheet.cameras:
            raise _wrong(f"{where}: a shot without its camera")
        _check_fields(shot, where)


def _check_fields(thing: Cue | Camera | Shot | Live | House | Term, where: str) -> None:
    expected = {name: type(thing).__annotations__[name] for name in fields_of(thing)}
    for name, value in fields_of(thing).items():
        if not _fits(name, value, expected[name]):
            raise _wrong(f"{where}: its {name}")
    versions = getattr(thing, "versions", {})
    if not isinstance(versions, Mapping) or not all(
        isinstance(name, str) and type(seq) is int for name, seq in versions.items()
    ):
        raise _wrong(f"{where}: its versions")


def _fits(name: str, value: Any, annotation: Any) -> bool:
    if value is None:
        return name in _OPTIONAL
    if annotation is bool:
        return isinstance(value, bool)
    if annotation is str:
        longest = _LONGEST.get(name, _LONGEST_TEXT)
        if not isinstance(value, str) or len(value) > longest or _CONTROLS.search(value):
            return False
        return name != "number" or value == " ".join(value.split())  # or two would look the same
    if isinstance(value, tuple):
        return len(value) <= 100 and all(_fits("", each, str) for each in value)
    return type(value) is int and abs(value) < _BIGGEST_NUMBER


def _check_id(value: object, where: str) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _wrong(f"{where}: its id")


def _check_rank(value: object, where: str) -> None:
    if not isinstance(value, str) or not _RANK.fullmatch(value):
        raise _wrong(f"{where}: its rank")


def _check_once(values: Iterable[str], what: str) -> None:
    seen = set()
    for value in values:
        if value in seen:
            raise _wrong(what)
        seen.add(value)


def _named(value: object) -> str:
    """What a row calls itself, as far as it fits a sentence: it may be anything of any size."""
    return repr(value[:_LONGEST_NAME] if isinstance(value, str | bytes) else value)


def _wrong(what: str) -> SnapshotRefused:
    return SnapshotRefused(f"This file does not hold a camera sheet that makes sense: {what}.")
