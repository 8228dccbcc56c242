"""Sheets for these tests: made by hand, or any that edits could have made."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from hypothesis import strategies as st

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import apply
from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.incoming import Choices, Incoming, Plan
from camerasheet.sheet.model import Camera, Cue, Row, Sheet, Shot
from camerasheet.sheet.ranks import spread
from camerasheet.sheet.rules.cameras import LIMITS as CAMERA_LIMITS
from camerasheet.sheet.rules.cells import tidy
from camerasheet.sheet.rules.merge import plan
from camerasheet.sheet.vocabulary import Vocabulary, default_terms
from camerasheet.transfer import incoming, suggest
from camerasheet.transfer.tables import Table, table_of

DEFAULT = Vocabulary({(term.family.value, term.code): term for term in default_terms()})


def ids(prefix: str = "new") -> Callable[[], str]:
    """Makes ids that no other call of this function makes with another prefix."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


def sheet_of(
    rows: list[Cue | tuple[Cue, dict[str, Shot]]], cameras: list[Camera] | None = None
) -> Sheet:
    """A sheet with these rows and cameras in this order; ids are their numbers or places."""
    made: dict[str, Row] = {}
    for rank, given in zip(spread(len(rows)), rows, strict=True):
        cue, shots = given if isinstance(given, tuple) else (given, {})
        made[cue.id] = Row(replace(cue, rank=rank), shots)
    columns = [
        replace(camera, rank=rank)
        for rank, camera in zip(spread(len(cameras or [])), cameras or [], strict=True)
    ]
    return Sheet(
        show="show",
        epoch="epoch",
        seq=7,
        rows=made,
        order=tuple(made),
        cameras={camera.id: camera for camera in columns},
        camera_order=tuple(camera.id for camera in columns),
        vocabulary=DEFAULT,
    )


EMPTY = sheet_of([])


def cue(number: str, title: str = "", **fields: int | str | None) -> Cue:
    """A cue whose id is its number."""
    return replace(Cue(f"cue{number}", number, title), **fields)  # type: ignore[arg-type]


def heading(title: str, place: int = 0) -> Cue:
    """A heading; ``place`` tells two of the same title apart."""
    return Cue(f"heading{place}{title}", "", title, "heading")


def camera(number: str, name: str = "") -> Camera:
    """A camera whose id is its number."""
    return Camera(f"cam{number}", number, name)


def told(rows: list[list[str]]) -> Incoming:
    """What a table says under the mapping that is suggested for it."""
    table = table_of("test", rows)
    return incoming(table, suggest(table, DEFAULT), DEFAULT)


def table(*rows: str) -> Table:
    """A table written with bars between its cells."""
    return table_of("test", [row.split("|") for row in rows])


def merged(sheet: Sheet, said: Incoming, choices: Choices | None = None) -> Sheet:
    """The sheet after the import."""
    return apply(sheet, sheet.seq + 1, planned(sheet, said, choices).changes)


def planned(sheet: Sheet, said: Incoming, choices: Choices | None = None) -> Plan:
    """The plan of the import."""
    return plan(sheet, said, choices or Choices(), ids(f"id{sheet.seq}-"))


def numbers(sheet: Sheet) -> list[str]:
    """Cue numbers, and the titles of headings, from top to bottom."""
    return [row.cue.number or row.cue.title for row in sheet.in_order()]


_CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32) if n != 10] + ["\x7f"]
)
_NASTY = st.sampled_from(
    [
        "=1+1",
        "+44",
        "-3",
        "@x",
        "'=1",
        "''",
        "'",
        '"',
        'a"b',
        "a,b",
        "a;b",
        "é",
        "🎥 wide",
        "\ufeffx",
    ]
)


def texts(limit: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    """Texts as a typed edit stores them, the troublesome ones often."""
    raw = st.one_of(_NASTY, st.text(_CHARACTERS, max_size=min(limit, 30)))
    return raw.map(lambda text: tidy(text[:limit], limit, lines=lines))


def _numbers(limit: int) -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(0, 99).map(str),
        st.sampled_from(["3A", "3.10", "SF1.01", "TEMP", "-1", "=A1", "1.0"]),
        texts(limit),
    ).filter(bool)


_SECONDS = st.none() | st.integers(0, 172_799)
_WORDS = st.sampled_from(["", "CU", "Follow", "Wide", "KNEE", "Push in"])


@st.composite
def shots(draw: st.DrawFn) -> Shot:
    """A cell, its codes and typed words out of whatever vocabulary."""
    pairs: dict[str, Any] = {}
    for family, limit in (("size", 40), ("move", 80), ("angle", 40)):
        code = draw(_WORDS | texts(limit))
        pairs[family] = code
        pairs[f"{family}_typed"] = draw(st.just("") | texts(limit)) if code else ""
    return Shot(
        **pairs,
        subject=draw(texts(200)),
        note=draw(texts(2000, lines=True)),
        taken=draw(st.booleans()),
    )


@st.composite
def cameras(draw: st.DrawFn) -> list[Camera]:
    """Cameras with all that one can have."""
    unique = st.lists(_numbers(8), max_size=4, unique_by=str.casefold)
    columns = []
    for index, number in enumerate(draw(unique)):
        said: dict[str, Any] = {
            name: draw(texts(CAMERA_LIMITS[name])) for name in ("name", "mount", "operator", "role")
        }
        said.update(
            colour=draw(st.sampled_from(COLOURS)),
            as_directed=draw(st.booleans()),
            down=draw(st.booleans()),
        )
        columns.append(Camera(f"cam{index}", number, **said))
    return columns


@st.composite
def any_sheets(draw: st.DrawFn) -> Sheet:
    """Any sheet that edits could have made, whatever its vocabulary was."""
    columns = draw(cameras())
    unique = st.lists(
        _numbers(numbering.MAX_LENGTH) | st.none(),
        max_size=6,
        unique_by=lambda n: object() if n is None else n.casefold(),
    )
    rows: list[Cue | tuple[Cue, dict[str, Shot]]] = []
    for index, number in enumerate(draw(unique)):
        row = Cue(
            f"cue{index}",
            number or "",
            draw(texts(200)),
            "cue" if number else "heading",
            draw(_SECONDS),
            draw(_SECONDS),
            draw(texts(40)),
            draw(texts(2000, lines=True)),
        )
        written = [c.id for c in columns if number and draw(st.booleans())]
        rows.append((row, {camera: draw(shots() | st.just(Shot())) for camera in written}))
    return sheet_of(rows, columns)
