"""What is missing, empty or damaged comes back from the best that there is; the rest is left."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import DataInUse, NotRecovered
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ownership import own
from tests.recovery.estate import Estate, actions, sources
from tests.snapshots.house import ANN
from tests.support.litestream import litestream
from tests.support.shows import SHOW

NAME = f"{SHOW}.db"


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(directory: Path) -> dict[Path, str]:
    """What is in a directory, but for what SQLite and the lock leave whenever they look."""
    return {
        path: content(path)
        for path in directory.rglob("*")
        if path.is_file() and path.stat().st_size and not path.name.endswith((".lock", "-shm"))
    }


def test_a_sound_one_is_not_touched(estate: Estate) -> None:
    with estate.replicated():
        pass
    before = {path: content(path) for path in (estate.control, estate.file)}
    report = estate.recover()
    assert (report.sound, report.nothing_done) == (2, True)
    assert {path: content(path) for path in before} == before
    assert report.sentences() == ["Nothing to do: 2 databases, all sound."]
    assert not (estate.path / "set-aside").exists()


def test_nothing_comes_of_nothing(tmp_path: Path) -> None:
    replica = str(tmp_path / "no-replica-yet")
    new = Estate(tmp_path / "new", False, CAMERASHEET_REPLICA_DIR=replica)
    report = new.recover()
    assert (report.nothing_done, report.sound) == (True, 0)
    assert not (new.path / "control.db").exists()


def spoil_by_garbage(file: Path) -> None:
    file.write_bytes(b"\xa5" * file.stat().st_size)


def spoil_by_truncation(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def spoil_by_emptying(file: Path) -> None:
    file.write_bytes(b"")


def spoil_by_another_database(file: Path) -> None:
    file.unlink()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE anything (x)")
    other.close()


def spoil_by_taking_it_away(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_by_garbage,
        spoil_by_truncation,
        spoil_by_emptying,
        spoil_by_another_database,
        spoil_by_taking_it_away,
    ],
)
def test_it_comes_back_from_the_replica(estate: Estate, spoil: Any) -> None:
    with estate.replicated():
        estate.edit("Replicated")
    before = estate.sheet()
    other = content(estate.control)
    spoil(estate.file)
    spoilt = content(estate.file) if estate.file.exists() else ""
    report = estate.recover()
    assert sources(report) == {NAME: "replica"}
    assert content(estate.control) != other, "it was audited"
    after = estate.sheet()
    assert (after.rows, after.seq) == (before.rows, before.seq)
    assert after.epoch != before.epoch, "no edit of before is applied to it"
    aside = report.outcomes[0].aside
    assert bool(aside) == bool(spoilt)
    if spoilt:
        assert content(estate.path / aside) == spoilt, "a damaged one is never deleted"
    assert sorted(path.name for path in estate.file.parent.glob("*.db")) == [NAME]
    assert not list(estate.file.parent.glob(".*recovering*"))
    with estate.opened() as house:
        entry = house.control.audit.list()[0]
    assert (entry.action, entry.show_id) == (AuditAction.DATABASE_RECOVERED, SHOW)
    assert entry.detail["source"] == "replica"
    assert estate.recover().nothing_done


def test_without_a_replica_the_newest_sound_snapshot_is_taken(alone: Estate) -> None:
    first = alone.snapshot()
    alone.edit("Later")
    second = alone.snapshot()
    alone.edit("Lost")
    shelf = alone.path / "backups" / SHOW
    alone.lose(alone.file)
    assert alone.recovered() == {NAME: "local"}
    assert "Later" in alone.titles()
    assert "Lost" not in alone.titles()
    alone.lose(alone.file)
    (shelf / second).write_bytes(bytes((shelf / second).stat().st_size))
    report = alone.recover()
    assert report.outcomes[0].origin is not None
    assert report.outcomes[0].origin.name == first
    assert any(second in line and "is no use" in line for line in report.sentences())


def test_when_nothing_is_found_nothing_is_made(alone: Estate) -> None:
    spoil_by_garbage(alone.file)
    report = alone.recover()
    assert sources(report) == {NAME: None}
    assert not alone.file.exists(), "never an empty one in its place"
    assert (alone.path / report.outcomes[0].aside).exists()
    assert f"Nothing was found to bring {NAME} back from." in report.sentences()
    assert sources(alone.recover()) == {NAME: None}, "it is said at each start"


def test_a_dry_run_says_it_and_does_nothing(estate: Estate) -> None:
    with estate.replicated():
        estate.edit("Replicated")
    spoil_by_garbage(estate.file)
    before = files(estate.path)
    report = estate.recover(dry=True)
    assert sources(report) == {NAME: "replica"}
    assert any("would be brought back" in line for line in report.sentences())
    assert files(estate.path) == before


def test_the_whole_volume(estate: Estate) -> None:
    with estate.replicated(), estate.opened() as house:
        house.cue(title="The last one")
        account = house.control.accounts.create(
            "bea", "Bea", "correct horse battery", Role.EDITOR, by=ANN
        )
        session = house.control.sessions.open(account.id).secret
        link = house.control.links.create(SHOW, Role.VIEWER, label="Foyer", by=ANN)
    before = estate.digest()
    estate.lose()
    assert estate.recovered() == {"control.db": "replica", NAME: "replica"}
    assert estate.digest() == before
    with estate.opened() as house:
        assert house.control.identities.of_session(session) is not None
        assert [each.id for each in house.control.links.of_show(SHOW)] == [link.id]
        assert [show.slug for show in house.control.shows.list()] == ["gala"]
        assert AuditAction.ACCOUNT_CREATED in actions(house.control)


def test_from_the_bucket_alone_and_old_rights_are_ended(
    tmp_path: Path, in_bucket: dict[str, str]
) -> None:
    estate = Estate(tmp_path / "data", **in_bucket)
    with estate.opened() as house:
        account = house.control.accounts.create(
            "bea", "Bea", "correct horse battery", Role.EDITOR, by=ANN
        )
        session = house.control.sessions.open(account.id).secret
    name = estate.snapshot(offsite=True)
    before = estate.digest()
    estate.lose()
    report = estate.recover()
    assert sources(report) == {"control.db": "offsite", NAME: "offsite"}
    assert report.revoked
    assert report.outcomes[1].origin is not None
    assert report.outcomes[1].origin.name == name
    assert estate.digest() == before
    with estate.opened() as house:
        assert house.control.identities.of_session(session) is None
        assert house.control.accounts.count() == 1


def test_shows_without_a_record_are_taken_in(alone: Estate) -> None:
    alone.snapshot()
    alone.lose(alone.control, *(alone.path / "backups" / "control").glob("*"))
    with pytest.raises(NotRecovered, match="no sound copy"):
        alone.recover()
    assert not alone.control.exists()
    report = alone.recover(fresh=True)
    assert (report.new_control, report.adopted) == (True, ["gala"])
    with alone.opened() as house:
        assert [(show.slug, show.title) for show in house.control.shows.list()] == [
            ("gala", "Spring Gala")
        ]
        assert house.sheet.show == SHOW


def test_what_was_removed_on_purpose_stays_away(estate: Estate) -> None:
    with estate.replicated(), estate.opened() as house, house.control.database.writing() as writing:
        writing.exec_driver_sql("DELETE FROM shows")
    estate.lose(estate.control, estate.file)
    report = estate.recover()
    assert sources(report) == {"control.db": "replica"}
    assert report.adopted == []


def test_a_place_that_does_not_answer_is_not_taken_for_an_empty_one(
    tmp_path: Path, in_bucket: dict[str, str]
) -> None:
    unreachable = {**in_bucket, "CAMERASHEET_S3_ENDPOINT": "http://127.0.0.1:9"}
    estate = Estate(tmp_path / "data", **unreachable)
    estate.snapshot()
    assert estate.recover().nothing_done, "nothing is missing, and nobody is asked"
    estate.lose(estate.file)
    with pytest.raises(NotRecovered, match="does not start without it"):
        estate.recover()
    assert not estate.file.exists()
    assert sources(estate.recover(fresh=True)) == {NAME: "local"}


def test_a_server_that_runs_is_left_alone(estate: Estate) -> None:
    with own(DataDirectory(estate.path), "server"), pytest.raises(DataInUse):
        estate.recover()


def test_under_a_litestream_no_file_is_replaced(estate: Estate) -> None:
    with estate.replicated() as sidecar:
        sidecar.sync(estate.file)
        assert estate.recover().nothing_done
        estate.lose(estate.file)
        with pytest.raises(NotRecovered, match="A Litestream"):
            estate.recover()
    assert estate.recovered() == {NAME: "replica"}


def test_a_server_that_was_killed_comes_back_beside_its_sidecar(estate: Estate) -> None:
    with litestream({**estate.environ, "CAMERASHEET_LITESTREAM": "sidecar"}) as sidecar:
        sidecar.sync(estate.file)
        assert sidecar.ask("POST", "/stop", {"path": str(estate.file)})[0] == 200
        estate.edit("Folded in")
        wal = Path(f"{estate.file}-wal")
        assert not (wal.exists() and wal.stat().st_size)
        (estate.path / "server.lock").write_text("1 server\n")  # killed
        assert sidecar.answers()
        assert estate.recover().nothing_done
    assert "Folded in" in estate.titles()


def test_a_new_installation_begins_beside_its_sidecar(tmp_path: Path) -> None:
    replica = str(tmp_path / "replica")
    new = Estate(tmp_path / "new", False, CAMERASHEET_REPLICA_DIR=replica)
    DataDirectory(new.path).prepare()
    with litestream({**new.environ, "CAMERASHEET_LITESTREAM": "sidecar"}) as sidecar:
        assert new.recover().nothing_done
        with new.opened() as house:
            house.fill()
        sidecar.sync(new.control)
        sidecar.sync(new.file)
        sidecar.stop()
    before = new.digest()
    new.lose()
    assert new.recovered() == {"control.db": "replica", NAME: "replica"}
    assert new.digest() == before


def test_nothing_takes_a_name_that_a_sidecar_knows(estate: Estate, tmp_path: Path) -> None:
    with litestream({**estate.environ, "CAMERASHEET_LITESTREAM": "sidecar"}) as sidecar:
        sidecar.sync(estate.control)
        sidecar.freeze()  # it hangs, and is there
        estate.lose(estate.control)
        shutil.rmtree(tmp_path / "replica")
        with pytest.raises(NotRecovered, match="A Litestream"):
            estate.recover(fresh=True)
        assert not estate.control.exists()
    assert estate.recover(fresh=True).new_control


def test_changes_that_went_with_the_log_are_missed(estate: Estate) -> None:
    with estate.replicated() as sidecar:
        estate.edit("Folded in")
        sidecar.sync(estate.file)
    behind = estate.file.read_bytes()
    with estate.replicated():
        estate.edit("Only in the log")
    newest = estate.sheet()
    estate.lose(estate.file)
    estate.file.write_bytes(behind)  # as it is when the log beside it is deleted
    assert estate.recover().nothing_done, "after an orderly end nobody suspects that"
    (estate.path / "server.lock").write_text("1 server\n")  # it was killed
    report = estate.recover()
    assert [each.state.value for each in report.outcomes] == ["behind"]
    assert "Only in the log" in estate.titles()
    assert estate.sheet().seq == newest.seq
    assert (estate.path / report.outcomes[0].aside).exists()
