"""Our own table: a sheet without loss, one row per camera, heading, cue and shot.

The first column says what a row is: ``camera`` rows come first, left to right, then every
``heading`` and ``cue`` from top to bottom, each cue followed by a ``shot`` row for each cell that
says something. A row fills the columns that are its own (:data:`_PARTS`) and leaves the others
blank. A shot names its cue and its camera by number. Times are HH:MM:SS, switches yes and no.

A size, move or angle has two columns, the house's code and the words that were typed for it; both
are read back as they stand, so a sheet survives a show with another vocabulary.

Spreadsheet programs run a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula (OWASP,
"CSV Injection"). Such a text gets an apostrophe before it, and so does one in which an apostrophe
stands before such a sign or before another apostrophe: taking one off is then always right.

Not carried: versions, the live position, ready ticks, the vocabulary, the show's own switches.
"""

import re
from collections.abc import Iterator

from camerasheet.sheet.changes import Value
from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import Incoming, IncomingCamera, IncomingCue
from camerasheet.sheet.model import Camera, Cue, Row, Sheet, Shot
from camerasheet.transfer.switches import switch
from camerasheet.transfer.tables import Table
from camerasheet.transfer.times import clock, written

_CUE = ("title", "start", "duration", "transition", "notes")
_CAMERA = ("name", "mount", "operator", "colour", "as directed", "role", "down")
_SHOT = (
    *("size", "size typed", "subject", "move", "move typed", "angle", "angle typed"),
    *("note", "taken"),
)
_PARTS = {"camera": _CAMERA, "heading": _CUE, "cue": _CUE, "shot": _SHOT}
COLUMNS = ("row", "cue", *_CUE, "camera", *_CAMERA, *_SHOT)
"""The header line, by which the format is known."""

_TIMES = ("start", "duration")
_SWITCHES = ("as directed", "down", "taken")
_DANGEROUS = re.compile(r"[=+\-@＝＋－＠]|'[=+\-@＝＋－＠']")
_GUARDED = re.compile(r"'[=+\-@＝＋－＠']")


def guarded(text: str) -> str:
    """The text as a spreadsheet will not run it; :func:`unguarded` takes it back."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def is_own(table: Table) -> bool:
    """Whether a table is one of ours: its first row is exactly our header line."""
    return bool(table.rows) and table.rows[0] == COLUMNS


def _cell(name: str, value: Value) -> str:
    if name in _TIMES:
        return written(value if isinstance(value, int) else None)
    if name in _SWITCHES:
        return "yes" if value else "no"
    return guarded(str(value))


def _row(kind: str, cue: str, camera: str, thing: Cue | Camera | Shot) -> tuple[str, ...]:
    cells = dict.fromkeys(COLUMNS, "")
    cells.update(row=kind, cue=guarded(cue), camera=guarded(camera))
    for name in _PARTS[kind]:
        cells[name] = _cell(name, getattr(thing, name.replace(" ", "_")))
    return tuple(cells.values())


def own_rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """A sheet as rows of our own table, the header line first."""
    yield COLUMNS
    cameras = sheet.cameras_in_order()
    for camera in cameras:
        yield _row("camera", "", camera.number, camera)
    for row in sheet.in_order():
        yield _row("heading" if row.cue.is_heading else "cue", row.cue.number, "", row.cue)
        yield from _shots(row, cameras)


def _shots(row: Row, cameras: list[Camera]) -> Iterator[tuple[str, ...]]:
    for camera in cameras:
        shot = row.shot(camera.id)
        if not shot.is_blank:
            yield _row("shot", row.cue.number, camera.number, shot)


def _value(name: str, text: str, where: str) -> Value:
    if name in _TIMES:
        seconds = clock(text)
        if text and seconds is None:
            raise ImportRefused(f"{where}, {name}: “{text}” is not a time such as 20:15:00.")
        return seconds
    if name in _SWITCHES:
        switched = switch(text)
        if text and switched is None:
            raise ImportRefused(f"{where}, {name}: say yes or no.")
        return switched
    return unguarded(text)


def _fields(kind: str, cells: dict[str, str], where: str) -> dict[str, Value]:
    return {name.replace(" ", "_"): _value(name, cells[name], where) for name in _PARTS[kind]}


def _number(cell: str) -> str:
    return " ".join(unguarded(cell).split())


class _Reading:
    """Our own rows on their way back to a sheet."""

    def __init__(self) -> None:
        self.cameras: dict[str, IncomingCamera] = {}
        self.cues: list[IncomingCue] = []
        self.shots: dict[str, dict[str, dict[str, Value]]] = {}

    def camera(self, cells: dict[str, str], where: str) -> None:
        number = _number(cells["camera"])
        if not number:
            raise ImportRefused(f"{where}: this camera has no number.")
        if number.casefold() in self.cameras:
            raise ImportRefused(f"{where}: camera {number} comes twice.")
        fields = _fields("camera", cells, where)
        self.cameras[number.casefold()] = IncomingCamera(number, fields)

    def cue(self, number: str, fields: dict[str, Value], where: str, heading: bool) -> None:
        if not heading and not number:
            raise ImportRefused(f"{where}: this cue has no number.")
        shots: dict[str, dict[str, Value]] = {}
        if not heading and self.shots.setdefault(number.casefold(), shots) is not shots:
            raise ImportRefused(f"{where}: cue {number} comes twice, or its shots before it.")
        self.cues.append(
            IncomingCue("" if heading else number, heading, fields, shots, where.lower())
        )

    def shot(self, cells: dict[str, str], where: str) -> None:
        number, camera = _number(cells["cue"]), _number(cells["camera"])
        if not number or not camera:
            raise ImportRefused(f"{where}: a shot needs the numbers of its cue and its camera.")
        if number.casefold() not in self.shots:  # a cue that the sheet may have already
            self.cue(number, {}, where, heading=False)
        shots = self.shots[number.casefold()]
        if camera.casefold() in map(str.casefold, shots):
            raise ImportRefused(f"{where}: cue {number} has a shot of camera {camera} already.")
        shots[camera] = _fields("shot", cells, where)


def read_own(table: Table) -> Incoming:
    """What our own table says. Raises :class:`ImportRefused`, naming the row, for a wrong one."""
    reading = _Reading()
    for index, row in enumerate(table.rows[1:], start=2):
        if not any(row):
            continue
        where = f"Row {index}"
        cells = dict(zip(COLUMNS, (*row, *("" for _ in COLUMNS)), strict=False))
        kind = cells["row"].casefold()
        if kind == "camera":
            reading.camera(cells, where)
        elif kind in ("cue", "heading"):
            fields = _fields(kind, cells, where)
            reading.cue(_number(cells["cue"]), fields, where, kind == "heading")
        elif kind == "shot":
            reading.shot(cells, where)
        else:
            raise ImportRefused(
                f"{where}: the first column says camera, heading, cue or shot, not “{kind}”."
            )
    return Incoming(tuple(reading.cameras.values()), tuple(reading.cues), table.notices)
