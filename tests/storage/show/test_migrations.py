"""A filled show file through every revision, both ways: nothing may be lost."""

from pathlib import Path
from typing import Any

import pytest

from camerasheet.sheet.model import Sheet
from camerasheet.storage import sqlite
from camerasheet.storage.migrate import DatabaseKind, current, downgrade, head, revisions, upgrade
from tests.support.shows import empty_show, read_back, replayed, same, standing

KNOWN = revisions(DatabaseKind.SHOW)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A show file with something in every table."""
    path = empty_show(tmp_path)
    with standing(path) as stand:
        cues = [stand.cue(title=f"Song {n}") for n in range(4)]
        stand.cue(heading=True, title="Act")
        for camera in (stand.camera(), stand.camera()):
            for cue in cues:
                where = {"cue": cue, "camera": camera}
                stand.do("write_shot", **where, field="size", value="Close-Up")
                stand.do("mark_ready", **where)
        stand.do("live", action="take")
        stand.do("set_house", field="uses_standby", value=True)
        stand.do("set_term", family="size", code="KNEE", aliases=["Knees"])
        stand.do("strike_cue", cue="nobody")
    return path


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    connection = sqlite.open_raw(path, "ro")
    try:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in listed.fetchall() if name != "alembic_version"]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
        }
    finally:
        connection.close()


def test_every_table_has_something_in_it(filled: Path) -> None:
    assert {name for name, rows in contents(filled).items() if not rows} == set()


@pytest.mark.parametrize("oldest", KNOWN[:-1])
def test_back_and_forth_loses_nothing(filled: Path, tmp_path: Path, oldest: str) -> None:
    before = contents(filled)
    sheet, events = read_back(filled)
    backups = tmp_path / "backups"
    went = downgrade(filled, DatabaseKind.SHOW, oldest, backups=backups)
    assert current(filled) == oldest
    assert contents(filled) == before
    assert went.copy is not None
    assert contents(went.copy) == before
    upgrade(filled, DatabaseKind.SHOW, backups=backups)
    assert current(filled) == head(DatabaseKind.SHOW)
    assert contents(filled) == before
    _works_as_before(filled, sheet)
    assert read_back(filled)[1][: len(events)] == events


def test_one_step_at_a_time(filled: Path, tmp_path: Path) -> None:
    before = contents(filled)
    for revision in reversed(KNOWN[:-1]):
        downgrade(filled, DatabaseKind.SHOW, revision, backups=None)
        assert contents(filled) == before
    for revision in KNOWN[1:]:
        upgrade(filled, DatabaseKind.SHOW, revision, backups=None)
        assert contents(filled) == before


def _works_as_before(path: Path, sheet: Sheet) -> None:
    loaded, log = read_back(path)
    same(loaded, sheet)
    same(replayed(log), sheet)
    with standing(path) as stand:
        stand.do("strike_cue", cue=sheet.order[0])
        expected = stand.desk.sheet
    same(read_back(path)[0], expected)


def test_the_database_itself_refuses_another_kind_of_row(filled: Path) -> None:
    connection = sqlite.open_raw(filled, "rw")
    try:
        with pytest.raises(sqlite.driver.IntegrityError, match="CHECK"):
            connection.execute("UPDATE cues SET kind = 'neither'")
    finally:
        connection.close()
