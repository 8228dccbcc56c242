"""Files that are no snapshot, or one with something in it. Each gets a sentence, and goes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from camerasheet.sheet.errors import CamerasheetError, SnapshotRefused, SnapshotTooNew, TooLarge
from camerasheet.snapshots.apart import Examiner, Limits
from camerasheet.snapshots.examine import Expected, examine
from camerasheet.storage import sqlite
from tests.snapshots.house import ANN, House

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot that is all right."""
    directory = tmp_path_factory.mktemp("sound")
    house = House(directory / "data")
    house.fill()
    path = Path(shutil.copy(house.shelf / house.create().filename, directory / "sound.db"))
    house.close()
    return path


def run(*statements: str) -> Spoil:
    """Spoil a file by SQL."""

    def spoil(path: Path) -> None:
        connection = sqlite.open_raw(path, "rw")
        connection.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return spoil


def put(at: int, content: bytes) -> Spoil:
    """Spoil a file by writing into it."""

    def spoil(path: Path) -> None:
        whole = bytearray(path.read_bytes())
        whole[at : at + len(content)] = content
        path.write_bytes(whole)

    return spoil


def zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300 * 1024**2)


def other_program(path: Path) -> None:
    path.unlink()
    path.touch()
    run("CREATE TABLE bookmarks (url TEXT)")(path)


def become(change: Callable[[bytes], bytes]) -> Spoil:
    """Spoil a file by writing another."""

    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return spoil


def flip_everywhere(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for place in range(4096, len(whole), 997):
        whole[place] ^= 0x55
    path.write_bytes(whole)


CTE_BOMB = (
    "CREATE VIEW bomb AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT max(i) FROM n"
)
BOMB_FOR_CUES = (
    "CREATE VIEW cues AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i AS id FROM n"
)

HOSTILE: dict[str, tuple[Spoil, str]] = {
    "a trigger": (
        run("CREATE TRIGGER t AFTER INSERT ON cues BEGIN DELETE FROM shots; END"),
        "a trigger that camerasheet did not make",
    ),
    "a view": (run(CTE_BOMB), "a view that camerasheet did not make"),
    "a view in place of a table": (
        run("ALTER TABLE cues RENAME TO real_cues", BOMB_FOR_CUES),
        "that camerasheet did not make",
    ),
    "a generated column": (
        run("ALTER TABLE cues ADD COLUMN evil TEXT AS (hex(zeroblob(900000000)))"),
        "a table that is not as camerasheet made it",
    ),
    "a virtual table": (
        run("CREATE VIRTUAL TABLE evil USING fts5(words)"),
        "a table that camerasheet did not make",
    ),
    "an unknown table": (run("CREATE TABLE evil (x)"), "a table that camerasheet did not make"),
    "an index on an expression": (
        run("CREATE INDEX evil ON cues (length(title))"),
        "an index that camerasheet did not make",
    ),
    "a missing table": (run("DROP TABLE ready"), "lacks a part of camerasheet's tables"),
    "an absurd page size": (put(16, b"\x00\x03"), "its pages have 3 bytes"),
    "a page size of nothing": (put(16, b"\x00\x00"), "its pages have 0 bytes"),
    "a wrong page size": (put(16, b"\x20\x00"), "cut off or has grown"),
    "cut off": (become(lambda whole: whole[:9000]), "cut off"),
    "half a header": (become(lambda whole: whole[:60]), "not an SQL"),
    "bits flipped": (flip_everywhere, "damaged"),
    "a text": (
        become(lambda _: b"cue;camera\n1;2\n"),
        "not an SQLite database",
    ),
    "empty": (become(lambda _: b""), "is empty"),
    "300 MB of zeros": (zeros, "not an SQLite database"),
    "another program's": (other_program, "not a show of camerasheet's"),
    "too many cues": (
        run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001) "
            "INSERT INTO cues SELECT 'x' || i, 'V' || i, i, '', 'cue', NULL, NULL, '', '', '{}' "
            "FROM n"
        ),
        "a show has at most 5000",
    ),
    "a blob for a title": (run("UPDATE cues SET title = x'00ff00ff'"), "its title"),
    "a title without end": (
        run("UPDATE cues SET title = printf('%.*c', 100000, 'x')"),
        "its title",
    ),
    "an id to break a page": (
        run("PRAGMA foreign_keys=OFF", "UPDATE cues SET id = '\"><script>' WHERE number = '1'"),
        "points to nothing",
    ),
    "versions that are none": (run("UPDATE cues SET versions = '[1, 2]'"), "its versions"),
    "no JSON at all": (run("UPDATE cues SET versions = 'evil('"), "cannot be read as a camera"),
    "two cues of a number": (run("UPDATE cues SET number = '1'"), "two cues share a number"),
    "two cues in a place": (run("UPDATE cues SET rank = 'V'"), "two cues share a place"),
    "a start of text": (run("UPDATE cues SET start = 'noon'"), "its start"),
    "no show record": (run("DELETE FROM show"), "lacks its own record"),
    "no revision": (run("DELETE FROM alembic_version"), "which revision"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_gets_a_sentence(
    sound_file: Path, tmp_path: Path, what: str
) -> None:
    spoil, sentence = HOSTILE[what]
    path = Path(shutil.copy(sound_file, tmp_path / "file.db"))
    spoil(path)
    before = path.stat().st_size
    with pytest.raises(CamerasheetError, match=sentence) as refused:
        examine(path, tmp_path)
    assert refused.value.message.endswith(".")
    assert path.stat().st_size == before
    assert [each.name for each in tmp_path.iterdir()] == ["file.db"]


def test_a_sound_file_passes_as_it_is_and_as_sqlite_may_have_changed_it(
    sound_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(sound_file, tmp_path / "file.db"))
    facts = examine(path, tmp_path)
    assert (facts.cues, facts.cameras, facts.shots) == (4, 2, 8)
    run(
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
        "CREATE TABLE _litestream_lock (id INTEGER)",
        "ANALYZE",
        "PRAGMA journal_mode=WAL",
    )(path)
    assert examine(path, tmp_path).digest == facts.digest


@pytest.mark.parametrize("what", ["a trigger", "bits flipped", "300 MB of zeros", "a text"])
def test_an_upload_of_it_leaves_nothing(house: House, sound_file: Path, what: str) -> None:
    spoil, sentence = HOSTILE[what]
    path = Path(shutil.copy(sound_file, house.data.path / "theirs.db"))
    spoil(path)
    seq = house.sheet.seq
    with path.open("rb") as file, pytest.raises(SnapshotRefused, match=sentence):
        house.snapshots.upload(house.show_id, "theirs.db", file, by=ANN)
    assert list(house.shelf.iterdir()) == []
    assert house.sheet.seq == seq


def test_a_newer_one_is_refused(house: House, sound_file: Path) -> None:
    path = Path(shutil.copy(sound_file, house.data.path / "theirs.db"))
    run("UPDATE alembic_version SET version_num = '0099'")(path)
    with path.open("rb") as file, pytest.raises(SnapshotTooNew, match="newer camerasheet"):
        house.snapshots.upload(house.show_id, "theirs.db", file, by=ANN)
    assert list(house.shelf.iterdir()) == []


def test_the_size_is_capped_and_the_checksum_compared(tmp_path: Path, sound_file: Path) -> None:
    house = House(tmp_path / "data", max_upload_bytes=4096)
    with pytest.raises(TooLarge, match="MAX_UPLOAD_BYTES"):
        house.snapshots.upload(house.show_id, "a.db", BytesIO(b"x" * 5000), by=ANN)
    house.close()
    house = House(tmp_path / "other")
    content = sound_file.read_bytes()
    with pytest.raises(SnapshotRefused, match="checksum"):
        house.snapshots.upload(house.show_id, "a.db", BytesIO(content), by=ANN, sha256="0" * 64)
    assert list(house.shelf.iterdir()) == []
    house.close()


@pytest.mark.parametrize("limits", [Limits(memory=40 * 1024**2), Limits(wall_seconds=0.01)])
def test_a_process_that_needs_too_much_is_ended(
    sound_file: Path, tmp_path: Path, limits: Limits
) -> None:
    with pytest.raises(SnapshotRefused):
        Examiner(tmp_path, limits).examine(sound_file, Expected(), ours=False)
