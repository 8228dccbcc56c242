"""Whatever bytes arrive, the answer is a sheet or a refusal with a sentence."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import Choices
from camerasheet.transfer import Layout, Mapping, incoming, read, read_pasted, suggest
from camerasheet.transfer.own_format import COLUMNS
from camerasheet.transfer.tables import Table, table_of
from camerasheet.transfer.targets import CUE_TARGETS, SHOT_TARGETS
from tests.transfer.sheets import DEFAULT, EMPTY, merged, planned
from tests.transfer.workbooks import altered, workbook

BOOK = workbook(S=[["Cue", "Title", "Cam 1"], [1, "x", "CU hands"], [2.0, "y", None]])

_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Cue", "Title", "Cam 1", "Camera", "Shot", "Notes", "Section", "Duration", "Start", "End",
         "1", "1.0", "2", "3,5", "all", "4:10", "20:15", "0.5", "²", "CU hands, push in", "Follow",
         "x", "-", "ACT ONE", "TEMP", "", "cue", "shot", "1", "2", "Size", "Description"]
    ),
)  # fmt: skip
_TABLES = st.lists(st.lists(_CELLS, max_size=7), max_size=9)


def imported(table: Table, mapping: Mapping) -> None:
    """All the way to a sheet, and a second time, which must change nothing."""
    try:
        said = incoming(table, mapping, DEFAULT)
        sheet = merged(EMPTY, said)
    except ImportRefused:
        return
    strike = Choices(strike_absent=bool(said.cues))
    assert not planned(sheet, said, strike).changes


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(deadline=None)
def test_any_bytes(content: bytes) -> None:
    try:
        tables = read("x.csv", content, limit=10_000)
    except ImportRefused:
        return
    for table in tables:
        imported(table, suggest(table, DEFAULT))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_to_a_workbook(data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(BOOK) - 1))
        content = BOOK[:at] + data.draw(st.binary(max_size=6)) + BOOK[at + 3 :]
    else:
        with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
            name = data.draw(st.sampled_from(archive.namelist()))
            part = archive.read(name)
        at = data.draw(st.integers(0, len(part)))
        content = altered(BOOK, {name: part[:at] + data.draw(st.binary(max_size=9)) + part[at:]})
    try:
        tables = read("x.xlsx", content, limit=1_000_000)
    except ImportRefused:
        return
    for table in tables:
        imported(table, suggest(table, DEFAULT))


@given(st.text(max_size=300))
def test_any_pasted_text(text: str) -> None:
    try:
        table = read_pasted(text)
    except ImportRefused:
        return
    imported(table, suggest(table, DEFAULT))


@given(_TABLES)
@settings(max_examples=400, deadline=None)
def test_any_table_as_it_suggests_itself(rows: list[list[str]]) -> None:
    table = table_of("x", rows)
    imported(table, suggest(table, DEFAULT))


@given(
    _TABLES,
    st.sampled_from(list(Layout)),
    st.lists(
        st.sampled_from([*CUE_TARGETS, *SHOT_TARGETS, "camera:1", "camera:2:note", "ignore"]),
        max_size=8,
    ),
    st.none() | st.integers(0, 9),
)
@settings(max_examples=400, deadline=None)
def test_any_table_under_any_mapping(
    rows: list[list[str]], layout: Layout, targets: list[str], header: int | None
) -> None:
    imported(table_of("x", rows), Mapping(layout, tuple(targets), header))


@given(
    st.lists(
        st.lists(_CELLS | st.sampled_from(["camera", "cue", "shot", "heading"]), max_size=25),
        max_size=5,
    )
)
@settings(deadline=None)
def test_any_rows_under_our_own_header(rows: list[list[str]]) -> None:
    table = table_of("x", [COLUMNS, *rows])
    imported(table, suggest(table, DEFAULT))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    _JSON
    | st.fixed_dictionaries(
        {"layout": st.sampled_from(list(Layout)) | _JSON, "targets": _JSON, "header": _JSON}
    )
)
def test_any_mapping_from_a_form(value: object) -> None:
    try:
        mapping = Mapping.from_json(value)
    except ImportRefused:
        return
    assert Mapping.from_json(mapping.as_json()) == mapping
