import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import (
    AlreadyExists,
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseTooNew,
    NotFound,
    StorageFailed,
)
from camerasheet.storage import migrate, sqlite
from camerasheet.storage.control import tables
from camerasheet.storage.control.care import Policy
from camerasheet.storage.control.database import open_control
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.jobs import JobKind
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.engine import Access, open_engine
from camerasheet.storage.migrate import DatabaseKind
from tests.storage.conftest import HandClock

CONTROL = DatabaseKind.CONTROL
HEAD = migrate.head(CONTROL)
MIGRATIONS = Path(migrate.__file__).parent / "migrations"


@pytest.fixture
def control_file(data: DataDirectory) -> Path:
    migrate.create(data.control, CONTROL)
    return data.control


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, Alembic's own aside."""
    connection = sqlite.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = {
        name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for (name,) in names
        if name != "alembic_version"
    }
    connection.close()
    return rows


def schema(path: Path) -> list[str]:
    connection = sqlite.connect(path)
    rows = connection.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return [name for (name,) in rows]


def execute(path: Path, *statements: str) -> None:
    connection = sqlite.connect(path, foreign_keys=False)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def fill(data: DataDirectory, clock: HandClock) -> None:
    """Something in every table and every column of control.db."""
    control = open_control(data, clock)
    control.setup.issue()
    for number in range(3):
        show = control.shows.create(f"show-{number}", f"Show {number}", by=SYSTEM)
        account = control.accounts.create(
            f"ann{number}", "Ann", "correct horse battery", Role.ADMIN, by=SYSTEM
        )
        control.grants.set(account.id, show.id, Role.OPERATOR, "cam", by=SYSTEM)
        link = control.links.create(show.id, Role.OPERATOR, label="Cam", camera_id="cam", by=SYSTEM)
        guest = control.sessions.join(link.secret, "Gus", address="10.0.0.7")
        control.identities.of_session(guest.secret)
        control.sessions.open(account.id)
        secret, _ = control.tokens.create("ci", Role.EDITOR, show_id=show.id, by=SYSTEM)
        clock.advance(seconds=5)
        control.identities.of_token(secret)
        control.jobs.take(show.id, JobKind.RESTORE, ["stage"], {"snapshot": "a.db"}, SYSTEM)
        control.care.set_policy(show.id, Policy(), by=SYSTEM)
    control.shows.archive(show.id, by=SYSTEM)
    control.links.revoke(link.id, by=SYSTEM)
    control.accounts.disable(account.id, by=SYSTEM)
    control.close()


def test_there_are_revisions_to_walk() -> None:
    assert migrate.revisions(CONTROL) == ("0001", "0002", "0003", "0004")
    assert migrate.head(CONTROL) == "0004"


def test_the_names_of_the_files_say_what_alembic_finds_in_them() -> None:
    for kind in migrate.DatabaseKind:
        scripts = ScriptDirectory(
            str(MIGRATIONS), version_locations=[str(MIGRATIONS / kind / "versions")]
        )
        walked = [script.revision for script in scripts.walk_revisions()]
        assert list(reversed(walked)) == list(migrate.revisions(kind))


def test_a_new_migration_is_written_where_the_next_one_belongs(tmp_path: Path) -> None:
    package = Path(migrate.__file__).parents[1]
    shutil.copytree(package, tmp_path / "camerasheet")
    command = [sys.executable, "-c", WRITE_MIGRATION]
    options: dict[str, Any] = {"cwd": tmp_path, "capture_output": True, "text": True}
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    refused = subprocess.run(command, env=environment, check=False, **options)
    assert "in a source checkout" in refused.stderr
    (tmp_path / "pyproject.toml").touch()
    written = subprocess.run(command, env=environment, check=True, **options)
    assert written.stdout == "0005_tally_lights_per_camera.py 0005\n"


WRITE_MIGRATION = """
from camerasheet.storage import migrate
path = migrate.create_migration(migrate.DatabaseKind.CONTROL, "Tally lights, per camera")
print(path.name, migrate.head(migrate.DatabaseKind.CONTROL))
"""


def test_a_new_database_is_at_head_private_and_alone(control_file: Path) -> None:
    assert migrate.current(control_file) == HEAD
    assert stat.S_IMODE(control_file.stat().st_mode) == 0o600
    names = {file.name for file in control_file.parent.glob("*control*")}
    assert names <= {"control.db", "control.db-wal", "control.db-shm"}


def test_the_revisions_make_the_tables_that_the_program_uses(control_file: Path) -> None:
    engine = open_engine(control_file, Access.READER)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_create_takes_nobodys_place(control_file: Path) -> None:
    before = control_file.read_bytes()
    with pytest.raises(AlreadyExists):
        migrate.create(control_file, CONTROL)
    assert control_file.read_bytes() == before


def test_create_clears_what_a_killed_one_left(data: DataDirectory) -> None:
    (data.path / ".control.db.partial").write_bytes(b"half")
    (data.path / ".control.db.partial-wal").write_bytes(b"half")
    migrate.create(data.control, CONTROL)
    assert migrate.current(data.control) == HEAD
    assert list(data.path.glob(".*")) == []


def test_a_filled_database_through_every_revision_and_back_loses_nothing(
    data: DataDirectory, clock: HandClock
) -> None:
    fill(data, clock)
    before, made = contents(data.control), schema(data.control)
    assert all(before.values()), "every table must have something to lose"
    backups = data.backups_of(data.control)
    for revision in reversed(migrate.revisions(CONTROL)):
        migrate.downgrade(data.control, CONTROL, revision, backups=backups)
        assert migrate.current(data.control) == revision
    for revision in migrate.revisions(CONTROL):
        migrate.upgrade(data.control, CONTROL, revision, backups=backups)
        assert migrate.current(data.control) == revision
    assert contents(data.control) == before
    assert schema(data.control) == made


def test_what_came_in_while_back_is_there_when_forward_again(
    data: DataDirectory, clock: HandClock
) -> None:
    fill(data, clock)
    migrate.downgrade(data.control, CONTROL, "0001", backups=None)
    execute(data.control, "DELETE FROM tokens WHERE id = (SELECT min(id) FROM tokens)")
    execute(data.control, "INSERT INTO shows VALUES ('S', 'while-back', 'While back', 1, NULL)")
    migrate.upgrade(data.control, CONTROL, backups=None)
    after = contents(data.control)
    assert len(after["tokens"]) == 2
    assert len(after["shows"]) == 4


def test_a_copy_is_made_before_and_can_be_used(data: DataDirectory, clock: HandClock) -> None:
    fill(data, clock)
    before = contents(data.control)
    backups = data.backups_of(data.control)
    done = migrate.downgrade(data.control, CONTROL, "0001", backups=backups, clock=clock)
    assert (done.before, done.after) == (HEAD, "0001")
    assert done.copy == backups / f"pre-migration_2026-05-01_20-00-15_{HEAD}.db"
    assert stat.S_IMODE(done.copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(backups.stat().st_mode) == 0o700
    assert contents(done.copy) == before
    assert migrate.check(done.copy, CONTROL).revision == HEAD


def test_two_copies_within_a_second_are_two(data: DataDirectory, clock: HandClock) -> None:
    migrate.create(data.control, CONTROL)
    backups = data.backups_of(data.control)
    copies = set()
    for _ in range(2):
        copies.add(
            migrate.downgrade(data.control, CONTROL, "0001", backups=backups, clock=clock).copy
        )
        migrate.upgrade(data.control, CONTROL, backups=None)
    assert len(copies) == 2
    assert copies == set(backups.iterdir())


def test_nothing_to_do_is_nothing_done(control_file: Path, data: DataDirectory) -> None:
    before = control_file.read_bytes()
    done = migrate.upgrade(control_file, CONTROL, backups=data.backups)
    assert done == migrate.Migrated(HEAD, HEAD, None)
    assert control_file.read_bytes() == before
    assert list(data.backups.iterdir()) == []


def test_a_newer_file_is_refused_and_untouched(control_file: Path, data: DataDirectory) -> None:
    execute(control_file, "UPDATE alembic_version SET version_num = '9999'")
    before = control_file.read_bytes()
    with pytest.raises(DatabaseTooNew, match="written by a newer camerasheet") as refused:
        migrate.upgrade(control_file, CONTROL, backups=data.backups)
    assert refused.value.details["revision"] == "9999"
    with pytest.raises(DatabaseTooNew):
        migrate.downgrade(control_file, CONTROL, "0001", backups=data.backups)
    assert control_file.read_bytes() == before
    assert list(data.backups.iterdir()) == []


def test_a_newer_file_out_of_wal_mode_is_untouched_too(
    control_file: Path, data: DataDirectory
) -> None:
    execute(control_file, "UPDATE alembic_version SET version_num = '9999'")
    execute(control_file, "PRAGMA journal_mode=DELETE")
    before = control_file.read_bytes()
    with pytest.raises(DatabaseTooNew):
        migrate.upgrade(control_file, CONTROL, backups=data.backups)
    assert control_file.read_bytes() == before


def test_a_file_of_the_other_kind_is_refused(control_file: Path) -> None:
    with pytest.raises(DatabaseCorrupt, match="not a camerasheet show database"):
        migrate.check(control_file, DatabaseKind.SHOW)


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "addresses.db"
    open_engine(path, Access.WRITER, must_exist=False).dispose()
    execute(path, "CREATE TABLE people (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(DatabaseCorrupt, match="not a camerasheet control database"):
        migrate.upgrade(path, CONTROL, backups=None)
    assert path.read_bytes() == before


def test_a_missing_file_and_a_revision_that_never_was(control_file: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        migrate.upgrade(tmp_path / "none.db", CONTROL, backups=None)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(NotFound, match="0001, 0002"):
        migrate.downgrade(control_file, CONTROL, "0000", backups=None)


def test_a_failing_migration_leaves_the_file_as_it_was(
    data: DataDirectory, clock: HandClock
) -> None:
    fill(data, clock)
    migrate.downgrade(data.control, CONTROL, "0001", backups=None)
    # 0002 adds a column first and then stumbles over this table.
    execute(data.control, "ALTER TABLE set_aside_audit RENAME TO audit")
    before, tables_before = data.control.read_bytes(), contents(data.control)
    with pytest.raises(StorageFailed, match="is as it was"):
        migrate.upgrade(data.control, CONTROL, backups=data.backups)
    assert data.control.read_bytes() == before
    assert contents(data.control) == tables_before
    assert migrate.current(data.control) == "0001"


def test_rows_that_point_to_nothing_stop_a_migration(data: DataDirectory, clock: HandClock) -> None:
    fill(data, clock)
    migrate.downgrade(data.control, CONTROL, "0001", backups=None)
    execute(data.control, "DELETE FROM accounts")
    before = data.control.read_bytes()
    with pytest.raises(DatabaseCorrupt, match="grants, sessions"):
        migrate.upgrade(data.control, CONTROL, backups=None)
    assert data.control.read_bytes() == before
    assert migrate.current(data.control) == "0001"
