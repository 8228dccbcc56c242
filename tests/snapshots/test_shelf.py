"""Names, manifests, listing, describing and deleting."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import LastVerified, Malformed, NotFound
from camerasheet.snapshots import Kind
from camerasheet.snapshots.manifest import parse_manifest
from tests.snapshots.house import ANN, House

CRAFTED = [
    "",
    ".",
    "..",
    "../control.db",
    "%2e%2e/control.db",
    "/etc/passwd",
    "2026-01-01_00-00-00.db/..",
    "2026-01-01_00-00-00.json",
    "2026-01-01_00-00-00.db\0",
    "2026-01-01_00-00-00.db\n",
    "\u0662026-01-01_00-00-00.db",
    "pre-migration_2026-01-01_00-00-00_0001.db",
    "x" * 300,
    "a" * 290 + "2026-01-01_00-00-00.db",
]


def test_what_a_manifest_says(house: House) -> None:
    made = house.create(name=" Before  lunch ", note="with the new opening", pinned=True)
    path = house.snapshots.path(house.show_id, made.filename)
    assert made.filename == f"{made.created:%Y-%m-%d_%H-%M-%S}.db"
    assert (made.name, made.kind, made.pinned) == ("Before lunch", Kind.MANUAL, True)
    assert (made.cues, made.cameras, made.shots) == (4, 2, 8)
    assert (made.show_slug, made.show_title) == ("gala", "Spring Gala")
    assert made.seq == house.sheet.seq
    assert made.digest == content_digest(house.sheet)
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.size == path.stat().st_size
    for file in (path, path.with_suffix(".json")):
        assert file.stat().st_mode & 0o777 == 0o600
    assert house.snapshots.find(house.show_id, made.filename) == made
    assert parse_manifest(path.with_suffix(".json").read_text()) == made


def test_it_opens_in_plain_sqlite(house: House) -> None:
    path = house.snapshots.path(house.show_id, house.create().filename)
    connection = sqlite3.connect(path)
    titles = connection.execute("SELECT title FROM cues ORDER BY rank").fetchall()
    connection.close()
    assert titles == [(f"Song {n}",) for n in range(4)]


def test_two_in_one_second_and_the_newest_first(house: House) -> None:
    made = [house.create().filename for _ in range(3)]
    assert len(set(made)) == 3
    assert house.names() == made[::-1]


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_name_is_not_found_and_touches_nothing(house: House, name: str) -> None:
    house.create()
    before = sorted(house.data.path.rglob("*"))
    snapshots = house.snapshots
    for call in (snapshots.find, snapshots.path, snapshots.sheet, snapshots.compare):
        with pytest.raises(NotFound):
            call(house.show_id, name)
    for act in (snapshots.restore, snapshots.delete, snapshots.verify, snapshots.describe):
        with pytest.raises(NotFound):
            act(house.show_id, name, by=ANN)
    assert sorted(house.data.path.rglob("*")) == before


@pytest.mark.parametrize("end", ["db", "json"])
def test_a_link_is_no_snapshot(house: House, tmp_path: Path, end: str) -> None:
    made = house.create()
    path = house.snapshots.path(house.show_id, made.filename).with_suffix(f".{end}")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotFound):
        house.snapshots.path(house.show_id, made.filename)
    assert house.names() == []


def test_a_copied_folder_lists_completely(house: House, tmp_path: Path) -> None:
    for name in ("one", "two"):
        house.create(name=name)
    house.restore(house.names()[0])
    before = house.snapshots.list(house.show_id)
    fresh = House(tmp_path / "fresh")
    shutil.copytree(house.shelf, fresh.shelf, dirs_exist_ok=True)
    assert fresh.snapshots.clear_leftovers() == []
    assert fresh.snapshots.list(fresh.show_id) == before
    assert all(fresh.snapshots.verify(fresh.show_id, n, by=ANN).verified_ok for n in fresh.names())
    fresh.close()


def test_what_has_no_manifest_is_neither_listed_nor_touched(house: House) -> None:
    made = house.create()
    kept = house.shelf / "pre-migration_2026-01-01_00-00-00_0001.db"
    by_hand = house.shelf / "2026-01-01_00-00-00.db"
    for path in (kept, by_hand):
        shutil.copy(house.shelf / made.filename, path)
    assert house.names() == [made.filename]
    assert house.snapshots.clear_leftovers() == []
    assert kept.exists()
    assert by_hand.exists()


def test_a_damaged_manifest_is_left_out(house: House) -> None:
    first, second = house.create(), house.create()
    manifest = house.shelf / first.filename.replace(".db", ".json")
    for text in ("{", "[]", json.dumps({"format": 2}), "[" * 100_000):
        manifest.write_text(text)
        assert house.names() == [second.filename]


def test_describing(house: House) -> None:
    made = house.create()
    after = house.snapshots.describe(
        house.show_id, made.filename, name="Best one", note="keep", pinned=True, by=ANN
    )
    assert (after.name, after.note, after.pinned) == ("Best one", "keep", True)
    assert house.snapshots.find(house.show_id, made.filename) == after
    with pytest.raises(Malformed):
        house.snapshots.describe(house.show_id, made.filename, name="x" * 81, by=ANN)
    with pytest.raises(Malformed):
        house.create(name="a\x07b")
    actions = [entry.action for entry in house.control.audit.list()]
    assert actions[:2] == ["snapshot_described", "snapshot_pinned"]


def test_the_last_verified_one_is_not_deleted_by_mistake(house: House) -> None:
    first, second = house.create(), house.create()
    assert house.snapshots.verify(house.show_id, first.filename, by=ANN).verified_ok
    with pytest.raises(LastVerified):
        house.snapshots.delete(house.show_id, first.filename, by=ANN)
    house.snapshots.delete(house.show_id, second.filename, by=ANN)
    house.snapshots.delete(house.show_id, first.filename, by=ANN, last_verified_too=True)
    assert house.names() == []
    assert list(house.shelf.iterdir()) == []
    with pytest.raises(NotFound):
        house.snapshots.delete(house.show_id, first.filename, by=ANN)


def test_verify_says_what_is_wrong(house: House) -> None:
    made = house.create()
    path = house.shelf / made.filename
    path.write_bytes(path.read_bytes() + b"\0" * 4096)
    found = house.snapshots.verify(house.show_id, made.filename, by=ANN)
    assert found.verified_ok is False
    assert "bytes and should have" in found.problem
    assert house.snapshots.find(house.show_id, made.filename).verified_ok is False


def test_a_copy_made_while_people_edit_is_of_one_moment(house: House) -> None:
    """Cue and camera always change together here, so a copy in which they differ was torn."""
    stop = threading.Event()
    cues, camera = house.sheet.order, house.sheet.camera_order[0]

    def work() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            for cue in cues:
                house.write(cue, camera, "note", str(n))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        made = [house.create() for _ in range(3)]
    finally:
        stop.set()
        thread.join()
    for manifest in made:
        assert house.snapshots.verify(house.show_id, manifest.filename, by=ANN).verified_ok
        sheet = house.snapshots.sheet(house.show_id, manifest.filename)
        assert sheet.seq == manifest.seq
        notes = [int(sheet.rows[cue].shot(camera).note or 0) for cue in cues]
        assert notes == sorted(notes, reverse=True)
        assert notes[0] - notes[-1] <= 1


def test_control_db_has_snapshots_too(house: House) -> None:
    made = house.snapshots.create_control(by=ANN)
    assert house.snapshots.list_control() == [made]
    connection = sqlite3.connect(house.snapshots._keeping.control_shelf.path(made.filename))
    assert connection.execute("SELECT slug FROM shows").fetchall() == [("gala",)]
    connection.close()


def test_usage(house: House) -> None:
    made = house.create()
    usage = house.snapshots.usage(house.show_id)
    assert usage.count == 1
    assert made.size < usage.bytes_used < made.size + 10_000
    assert usage.bytes_free > 0


def test_usage_while_a_file_goes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.create()
    before = house.snapshots.usage(house.show_id)
    passing = house.shelf / ".2026-01-01_00-00-00.db.partial"
    passing.write_bytes(b"half of it")
    usual = Path.iterdir

    def just_before_it_goes(path: Path) -> Iterator[Path]:
        found = list(usual(path))
        if path == house.shelf:
            assert passing in found
            passing.unlink()
        return iter(found)

    monkeypatch.setattr(Path, "iterdir", just_before_it_goes)
    assert house.snapshots.usage(house.show_id).bytes_used == before.bytes_used
