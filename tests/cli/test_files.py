"""Import and export, each with a server running and without one."""

import json
from pathlib import Path

import pytest

from tests.cli.program import refused, run, said, told

SHEET = "Cue;Title;Cam 1;Cam 2\n1;Doors;WS stage;\n2;Opening;MCU singer;CU hands\n"


@pytest.fixture
def show(place: Path) -> Path:
    said("show", "create", "gala", data=place)
    return place


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET)
    return file


def exported(data: Path) -> str:
    return said("export", "--show", "gala", data=data)


def test_an_import_shows_what_it_would_do_and_asks(show: Path, sheet: Path) -> None:
    words = ("import", sheet, "--show", "gala")
    no = run(*words, data=show, typed="n\n")
    assert no.returncode == 1
    assert "2 added" in no.stdout
    assert "+ camera 1" in no.stdout
    assert "Doors" not in exported(show)
    yes = said(*words, data=show, typed="y\n")
    assert "Imported sheet.csv into gala" in yes
    assert "singer" in exported(show)


def test_importing_again_changes_nothing(show: Path, sheet: Path) -> None:
    first = told("import", sheet, "--show", "gala", "--yes", data=show)
    assert (first["imported"], first["seq"]) == (True, 1)
    again = told("import", sheet, "--show", "gala", "--yes", data=show)
    assert (again["imported"], again["same"]) == (False, 2)
    assert "already" in said("import", sheet, "--show", "gala", "--yes", data=show)


def test_cues_that_the_file_lacks_are_left_alone_unless_chosen(show: Path, sheet: Path) -> None:
    said("import", sheet, "--show", "gala", "--yes", data=show)
    sheet.write_text("Cue;Title;Cam 1\n2;Opening number;\n")
    told("import", sheet, "--show", "gala", "--yes", data=show)
    assert "Doors" in exported(show)
    said("import", sheet, "--show", "gala", "--yes", "--strike-absent", data=show)
    assert "Doors" not in exported(show)
    assert "singer" in exported(show)
    said("import", sheet, "--show", "gala", "--yes", "--blank-clears", data=show)
    assert "singer" not in exported(show)


def test_a_dry_run_changes_nothing(show: Path, sheet: Path) -> None:
    before = exported(show)
    assert "2 added" in said("import", sheet, "--show", "gala", "--dry-run", data=show)
    assert exported(show) == before


def test_export_and_import_into_an_empty_show_gives_the_same_bytes(
    place: Path, tmp_path: Path
) -> None:
    said("seed", data=place)
    said("show", "create", "copy", data=place)
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    said("export", "--show", "spring-gala", "-o", first, data=place)
    said("import", first, "--show", "copy", "--yes", data=place)
    said("export", "--show", "copy", "--format", "csv", "-o", second, data=place)
    assert first.read_bytes() == second.read_bytes()
    book = tmp_path / "gala.xlsx"
    said("export", "--show", "spring-gala", "--format", "xlsx", "-o", book, data=place)
    assert not json.loads(said("import", book, "--show", "copy", "--yes", "--json", data=place))[
        "changes"
    ]


def test_files_that_cannot_become_a_sheet_are_one_sentence(show: Path, tmp_path: Path) -> None:
    file = tmp_path / "photo.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    said_of_it = refused(run("import", file, "--show", "gala", "--yes", data=show), 1)
    assert "picture" in said_of_it
    missing = run("import", tmp_path / "none.csv", "--show", "gala", data=show)
    assert missing.returncode == 2
    assert "none.csv" in missing.stderr
    nowhere = run("export", "--show", "gala", "-o", tmp_path / "no" / "x.csv", data=show)
    assert "No such file" in refused(nowhere, 3)


def test_a_worksheet_that_is_not_there(place: Path, tmp_path: Path) -> None:
    said("seed", data=place)
    book = tmp_path / "gala.xlsx"
    said("export", "--show", "spring-gala", "--format", "xlsx", "-o", book, data=place)
    words = ("import", book, "--show", "spring-gala", "--dry-run", "--worksheet")
    assert "there are 'Data'" in refused(run(*words, "Nope", data=place), 1)
    said(*words, "data", data=place)


def test_a_file_over_the_limit_is_refused(show: Path, tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"Cue,Title\n" + b"1,x\n" * 3_000_000)
    assert "MB" in refused(run("import", file, "--show", "gala", "--yes", data=show), 1)


def test_the_real_files_of_crews(show: Path) -> None:
    folder = Path(__file__).parents[3] / "shared" / "data"
    for name in ("rundown-wide.xlsx", "shots-long.csv"):
        file = folder / name
        if file.exists():  # they lie beside the repository, where the crew's files may be
            assert told("import", file, "--show", "gala", "--yes", data=show)["imported"]
