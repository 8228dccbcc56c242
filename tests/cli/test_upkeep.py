"""State, care, migrations and the new beginning."""

from pathlib import Path

import pytest

from camerasheet.storage.migrate import DatabaseKind, current, head, revisions
from camerasheet.storage.sqlite import driver
from tests.cli.program import Served, refused, run, said, told

CONTROL, SHOW = DatabaseKind.CONTROL, DatabaseKind.SHOW


def show_file(data: Path) -> Path:
    (file,) = (data / "shows").glob("*.db")
    return file


def test_init_can_be_said_again(place: Path) -> None:
    said("init", data=place)
    assert told("init", data=place) == {"data": str(place), "accounts": 0, "admin": None}
    assert place.stat().st_mode & 0o777 == 0o700


def test_status_of_nothing(data: Path) -> None:
    assert "no database yet" in said("status", data=data)
    assert not data.exists()


def test_status_names_the_server_and_the_databases(served: Served, data: Path) -> None:
    said("seed", data=data)
    found = told("status", data=data)
    assert found["server"]["url"] == served.url
    assert [each["revision"] for each in found["databases"]] == [head(CONTROL), head(SHOW)]
    assert served.url in said("status", data=data)


def test_stats_count_what_is_there(place: Path) -> None:
    said("seed", data=place)
    (show,) = told("stats", data=place)["shows"]
    assert (show["cues"], show["cameras"], show["headings"], show["taken"]) == (63, 6, 9, 63)
    assert show["events"] == 1
    assert "spring-gala" in said("stats", data=place)


def test_integrity_finds_damage_and_says_where(place: Path) -> None:
    said("seed", data=place)
    assert "DAMAGED" not in said("integrity", data=place)
    file = show_file(place)
    with driver.connect(str(file)) as connection:
        connection.execute("UPDATE show SET seq = 9")
    connection.close()
    done = run("integrity", data=place)
    assert done.returncode == 3
    assert "stands at 9 and its log ends at 1" in done.stdout


def test_integrity_reads_the_pages(data: Path) -> None:
    said("seed", data=data)
    file = show_file(data)
    content = bytearray(file.read_bytes())
    content[3 * 4096 : 6 * 4096] = b"\x55" * (3 * 4096)
    file.write_bytes(content)
    done = run("integrity", data=data)
    assert done.returncode == 3
    assert "DAMAGED" in done.stdout
    assert "Traceback" not in done.stderr


def test_maintenance_keeps_everything(place: Path) -> None:
    said("seed", data=place)
    before = said("export", "--show", "spring-gala", data=place)
    done = told("maintenance", "--vacuum", data=place)["databases"]
    assert len(done) == 2
    assert said("export", "--show", "spring-gala", data=place) == before
    assert "DAMAGED" not in said("integrity", data=place)


def test_migrating_back_and_forth_keeps_the_show(data: Path) -> None:
    said("seed", data=data)
    before = said("export", "--show", "spring-gala", data=data)
    no = run("rollback", data=data, typed="n\n")
    assert no.returncode == 1
    assert current(data / "control.db") == head(CONTROL)
    first = revisions(SHOW)[0]
    said("rollback", "--yes", "--kind", "show", "--to", first, data=data)
    assert current(show_file(data)) == first
    said("rollback", "--yes", "--kind", "control", data=data)
    assert current(data / "control.db") == revisions(CONTROL)[-2]
    assert list((data / "backups").rglob("pre-migration_*.db"))
    said("migrate", data=data)
    assert current(show_file(data)) == head(SHOW)
    assert current(data / "control.db") == head(CONTROL)
    assert said("export", "--show", "spring-gala", data=data) == before


@pytest.mark.parametrize("words", [("migrate",), ("rollback", "--yes"), ("reset", "--yes")])
def test_what_needs_the_directory_alone_is_refused(
    served: Served, data: Path, words: tuple[str, ...]
) -> None:
    assert "in use" in refused(run(*words, data=data), 4)


def test_a_revision_that_is_not_there(data: Path) -> None:
    said("init", data=data)
    words = ("migrate", "--kind", "control", "--to")
    assert "no control revision" in refused(run(*words, "7777", data=data), 1)
    assert run("migrate", "--to", "0001", data=data).returncode == 2


def test_reset_asks_and_keeps_copies(data: Path) -> None:
    said("seed", data=data)
    said("user", "add", "mia", "--password-stdin", data=data, typed="a long password")
    before = said("export", "--show", "spring-gala", data=data)
    file = show_file(data)
    asked = run("reset", data=data, typed="n\n")
    assert asked.returncode == 1
    assert "1 shows and 1 accounts" in asked.stdout
    assert said("export", "--show", "spring-gala", data=data) == before
    said("reset", "--yes", data=data)
    assert told("stats", data=data)["shows"] == []
    assert told("user", "list", data=data)["users"] == []
    assert not file.exists()
    copies = sorted(path.parent.name for path in (data / "backups").rglob("reset_*.db"))
    assert copies == sorted(["control", file.stem])
    assert "DAMAGED" not in said("integrity", data=data)
    assert told("seed", data=data)["made"] is True
    assert show_file(data).name != file.name
