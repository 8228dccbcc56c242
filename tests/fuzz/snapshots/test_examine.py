"""Files that are said to be snapshots: refused with a sentence, or exactly what they say."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camerasheet.sheet.changes import apply
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import NothingToDo, SnapshotRefused, StorageFailed, Trouble
from camerasheet.sheet.replacement import ReplaceSheet
from camerasheet.sheet.rules import decide
from camerasheet.snapshots import reader
from camerasheet.snapshots.examine import examine
from camerasheet.storage import migrate, sqlite
from camerasheet.storage.migrate import DatabaseKind
from tests.fuzz.bounds import bounded
from tests.fuzz.damage import Blow, blows, struck
from tests.fuzz.promises import can_be_shown, can_be_worked_with
from tests.snapshots.house import House
from tests.support.effort import examples
from tests.support.rehearsal import ADMIN, Rehearsal

PAGE = 4096
HEADER = 100

pytestmark = pytest.mark.usefixtures("seeds")
_seeds: dict[str, bytes] = {}
_columns: dict[str, list[str]] = {}
_TABLES = ("cues", "cameras", "shots", "terms", "live", "house", "show", "ready", "events")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Real snapshots: of today's revision, and of each before."""
    directory = tmp_path_factory.mktemp("seeds")
    house = House(directory / "data")
    house.fill()
    now = house.shelf / house.create().filename
    _seeds["now"] = now.read_bytes()
    with reader.opened(now) as connection:
        for table in _TABLES:
            told = connection.execute(f'PRAGMA table_info("{table}")')
            _columns[table] = [column[1] for column in told]
    house.close()
    for revision in migrate.revisions(DatabaseKind.SHOW)[:-1]:
        _seeds[revision] = _of_before(directory / f"{revision}.db", revision, now)


def _of_before(path: Path, revision: str, now: Path) -> bytes:
    """The same rows in the tables of an older revision."""
    path.touch(0o600)
    migrate.upgrade(path, DatabaseKind.SHOW, revision, backups=None)
    connection = sqlite.open_raw(path, "rw")
    try:
        connection.execute("ATTACH ? AS now", (str(now),))
        listed = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (table,) in listed.fetchall():
            if table != "alembic_version" and not table.startswith("sqlite_"):
                connection.execute(f'INSERT INTO main."{table}" SELECT * FROM now."{table}"')
        connection.execute("DETACH now")
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    return path.read_bytes()


def promised(content: bytes) -> None:
    """Refused with a sentence and nothing left behind; or a sheet that can be restored."""
    with tempfile.TemporaryDirectory(prefix="camerasheet-fuzz-") as name:
        directory = Path(name)
        path = directory / "file.db"
        path.write_bytes(content)
        with bounded():
            try:
                facts = examine(path, directory)
            except (SnapshotRefused, StorageFailed) as error:
                can_be_shown(error)
                return
            except Trouble as error:
                raise AssertionError(f"{error.code} speaks of our own files") from error
            finally:
                assert path.read_bytes() == content
                assert [each.name for each in directory.iterdir()] == ["file.db"]
            current = reader.at_head(path, facts.revision, directory)
            sheet = reader.load(current)
        assert content_digest(sheet) == facts.digest
        can_be_worked_with(sheet, ours=False)
        show = Rehearsal()
        with suppress(NothingToDo):
            restored = decide(show.sheet, ReplaceSheet(sheet), show.asked(ADMIN))
            can_be_worked_with(apply(show.sheet, 1, restored.changes), ours=False)


def test_a_sound_one_passes() -> None:
    for content in _seeds.values():
        promised(content)


@given(st.sampled_from(["now", "now", "0001"]), blows(what=("put", "flip", "over", "cut")))
@examples(60)
def test_any_damage(seed: str, damage: list[Blow]) -> None:
    promised(struck(_seeds[seed], damage))


@given(st.integers(0, HEADER - 1), st.binary(min_size=1, max_size=4))
@examples(40)
def test_any_header(at: int, content: bytes) -> None:
    whole = _seeds["now"]
    promised(whole[:at] + content + whole[at + len(content) :])


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=3))
@examples(40)
def test_pages_swapped(swaps: list[tuple[int, int]]) -> None:
    whole = _seeds["now"]
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    for first, second in swaps:
        first, second = first % len(pages), second % len(pages)
        pages[first], pages[second] = pages[second], pages[first]
    promised(b"".join(pages))


@given(st.integers(0, 60), st.booleans())
@examples(20)
def test_cut_off_or_grown_with_a_header_that_agrees(pages: int, zeros: bool) -> None:
    """The header's number of pages is mended, so that the cut is not found by the size alone."""
    whole = bytearray(_seeds["now"][: pages * PAGE] if not zeros else _seeds["now"])
    if zeros:
        whole += bytes(pages * PAGE)
    whole[28:32] = (len(whole) // PAGE).to_bytes(4, "big")
    promised(bytes(whole))


# -- by SQL ---------------------------------------------------------------------------------------

_VALUES = st.sampled_from(
    [
        *("NULL", "''", "'x'", "0", "-1", "1", "9223372036854775807", "1e308", "9e999", "-9e999"),
        *("0.5", "x'00ff'", "zeroblob(1000000)", "printf('%.*c', 100000, 'x')", "'a' || char(0)"),
        *("CAST(x'ff' AS TEXT)", "CAST(x'eda080' AS TEXT)", "char(10)", "char(55296)", "'=1+1'"),
        *("'[]'", "'{}'", "'{\"title\": 1}'", "'{\"title\": 1e999}'", '\'{"a":{"b":[]}}\''),
        *("'null'", "'NaN'", "printf('%.*c', 100000, '[')", "'<script>'", "char(8238)", "' 1'"),
        *("'cue'", "'heading'", "rowid", "'V' || rowid", "'İ'", "char(127)", "char(0x2028)"),
    ]
)
_MISCHIEF = st.sampled_from(
    [
        "CREATE TRIGGER evil AFTER UPDATE ON cues BEGIN SELECT 1; END",
        "CREATE VIEW evil AS SELECT * FROM cues",
        "CREATE VIRTUAL TABLE evil USING fts5(x)",
        "CREATE VIRTUAL TABLE evil USING rtree(id, a, b)",
        "CREATE TABLE evil (x)",
        "CREATE TABLE \"cues \" (x)",
        "CREATE UNIQUE INDEX evil ON cues (title COLLATE NOCASE) WHERE length(title) > 1",
        "ALTER TABLE cues ADD COLUMN evil AS (1)",
        "ALTER TABLE shots RENAME COLUMN note TO evil",
        "DROP TABLE events",
        "DELETE FROM live",
        "DELETE FROM cameras",
        "INSERT INTO alembic_version VALUES ('0002')",
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE alembic_version SET version_num = x'30303031'",
        "PRAGMA user_version = 99",
        "PRAGMA auto_vacuum = FULL",
        "PRAGMA encoding = 'UTF-16'",
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER, evil)",
        "ANALYZE",
        "UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'BLOB') WHERE name = 'cues'",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE cues (x' WHERE name = 'cues'",
        "UPDATE sqlite_master SET sql = NULL WHERE name = 'cues'",
        "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'table'",
        "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'shots'",
        "UPDATE sqlite_master SET name = x'ff', tbl_name = x'ff' WHERE name = 'shots'",
        "UPDATE sqlite_master SET type = 'view' WHERE name = 'cues'",
        "DELETE FROM sqlite_master WHERE type = 'index'",
    ]
)  # fmt: skip


@st.composite
def statements(draw: st.DrawFn) -> str:
    """Mischief with the schema, or a value that no rule would write, somewhere."""
    if draw(st.integers(0, 3)) == 0:
        return draw(_MISCHIEF)
    table = draw(st.sampled_from(_TABLES))
    which = draw(st.sampled_from(["", " WHERE rowid = 1", " WHERE rowid % 2"]))
    return (
        f'UPDATE "{table}" SET "{draw(st.sampled_from(_columns[table]))}" = {draw(_VALUES)}{which}'
    )


def rewritten(content: bytes, said: list[str]) -> bytes:
    """The file after these statements; one that SQLite refuses is left out."""
    with tempfile.TemporaryDirectory(prefix="camerasheet-fuzz-") as name:
        path = Path(name) / "file.db"
        path.write_bytes(content)
        connection = sqlite.driver.connect(str(path), isolation_level=None)
        try:
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute("PRAGMA ignore_check_constraints=ON")
            for statement in said:
                with suppress(sqlite.DriverError):
                    connection.execute(statement)
        finally:
            connection.close()
        return path.read_bytes()


@given(st.sampled_from(["now", "now", "0001"]), st.lists(statements(), min_size=1, max_size=3))
@example("now", ["UPDATE cues SET id = CAST(x'ff' AS TEXT)"])
@example("now", ["UPDATE sqlite_master SET name = CAST(x'ff' AS TEXT) WHERE name = 'shots'"])
@example("now", ["UPDATE show SET epoch = NULL", "DELETE FROM live"])
@example("now", ["UPDATE terms SET aliases = printf('%.*c', 100000, '[')"])
@example("now", ["UPDATE terms SET code = x'00ff' WHERE rowid = 1"])
@example("now", ["UPDATE cues SET title = char(27) || '[2J'"])
@example("now", ["UPDATE cues SET number = ' 1' WHERE number = '2'"])
@example("now", ["UPDATE cues SET number = zeroblob(1000000) WHERE rowid = 1"])
@example("0001", ["UPDATE cues SET kind = 'act' WHERE rowid = 1"])
@examples(60)
def test_any_statements(seed: str, said: list[str]) -> None:
    promised(rewritten(_seeds[seed], said))
