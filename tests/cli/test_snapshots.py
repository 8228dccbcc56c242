"""Snapshots on the command line, each command with a server running and without one."""

import json
from pathlib import Path

import pytest

from tests.cli.program import refused, run, said, told

SHEET = "Cue;Title;Cam 1;Cam 2\n1;Doors;WS stage;\n2;Opening;MCU singer;CU hands\n"
AT = ("--show", "gala")


@pytest.fixture
def show(place: Path, tmp_path: Path) -> Path:
    said("show", "create", "gala", data=place)
    change(place, tmp_path, SHEET)
    return place


def change(data: Path, folder: Path, text: str) -> None:
    """Have the sheet say this."""
    file = folder / "sheet.csv"
    file.write_text(text)
    said("import", file, *AT, "--yes", "--strike-absent", data=data)


def titles(data: Path) -> str:
    return said("export", *AT, data=data)


def test_make_restore_and_undo(show: Path, tmp_path: Path) -> None:
    made = told("snapshot", "create", *AT, "--name", "before", data=show)
    change(show, tmp_path, SHEET.replace("Doors", "Gates").replace("singer", "drummer"))
    differs = said("snapshot", "diff", "latest", *AT, data=show)
    assert "0 added, 2 changed, 0 removed" in differs
    assert "title Gates → Doors" in differs
    no = run("snapshot", "restore", "latest", *AT, data=show, typed="n\n")
    assert no.returncode == 1
    assert "Gates" in titles(show)
    done = told("snapshot", "restore", made["filename"], *AT, "--yes", data=show)
    assert done["status"] == "restored"
    assert done["safety_backup"].startswith("pre-restore_")
    assert "Doors" in titles(show)
    assert "Undone." in said("snapshot", "undo", done["job"], data=show)
    assert "drummer" in titles(show)
    kinds = [each["kind"] for each in told("snapshot", "list", *AT, data=show)["snapshots"]]
    assert kinds == ["pre-restore", "pre-restore", "pre-import", "manual"]


def test_only_a_cue_or_a_camera_comes_back(show: Path, tmp_path: Path) -> None:
    said("snapshot", "create", *AT, data=show)
    change(show, tmp_path, "Cue;Title;Cam 1;Cam 2\n1;Gates;WS sky;\n2;Closing;MCU band;CU feet\n")
    latest = told("snapshot", "list", *AT, data=show)["snapshots"][0]["filename"]
    said("snapshot", "restore", latest, *AT, "--cue", "1", "--yes", data=show)
    after = titles(show)
    assert "Doors" in after
    assert "Closing" in after
    said("snapshot", "restore", latest, *AT, "--camera", "2", "--yes", data=show)
    after = titles(show)
    assert "hands" in after
    assert "band" in after
    wrong = run("snapshot", "restore", latest, *AT, "--cue", "99", "--yes", data=show)
    assert "no cue '99'" in refused(wrong, 1)


def test_verify_pin_show_and_delete(show: Path) -> None:
    made = told("snapshot", "create", *AT, "--note", "clean run", data=show)
    name = made["filename"]
    assert "sound" in said("snapshot", "verify", "latest", *AT, data=show)
    assert "pinned" in said("snapshot", "pin", name, *AT, data=show)
    assert "clean run" in said("snapshot", "show", name, *AT, data=show)
    assert told("snapshot", "show", "latest", *AT, data=show)["pinned"] is True
    said("snapshot", "pin", name, *AT, "--off", data=show)
    last = run("snapshot", "delete", name, *AT, "--yes", data=show)
    assert refused(last, 1)
    said("snapshot", "delete", name, *AT, "--yes", "--last-verified-too", data=show)
    assert "no snapshot yet" in said("snapshot", "list", *AT, data=show)
    assert "no snapshot yet" in refused(run("snapshot", "show", "latest", *AT, data=show), 1)


def test_files_go_out_and_come_back(show: Path, tmp_path: Path) -> None:
    made = told("snapshot", "create", *AT, data=show)
    file = tmp_path / "away.db"
    fetched = told("snapshot", "download", "latest", *AT, "-o", file, data=show)
    assert fetched["sha256"] == made["sha256"]
    assert file.stat().st_size == made["size"]
    back = told("snapshot", "upload", file, *AT, data=show)
    assert (back["kind"], back["counts"]) == ("uploaded", made["counts"])
    file.write_text("Cue;Title\n")
    assert refused(run("snapshot", "upload", file, *AT, data=show), 1)
    assert len(told("snapshot", "list", *AT, data=show)["snapshots"]) == 2
    assert not [*(show / "backups").glob("*/.sent-*")]


def test_the_schedule_and_the_drill(show: Path) -> None:
    assert "Every minutes:" in said("snapshot", "schedule", *AT, data=show)
    chosen = ("--off", "--keep-last", "3")
    policy = told("snapshot", "schedule", *AT, *chosen, data=show)
    assert (policy["on"], policy["keep_last"], policy["last_drill"]) == (False, 3, None)
    assert refused(run("snapshot", "schedule", *AT, "--keep-last", "0", data=show), 1)
    said("snapshot", "create", *AT, data=show)
    assert "It held" in said("snapshot", "drill", *AT, data=show)
    assert told("snapshot", "schedule", *AT, data=show)["last_drill"]["ok"] is True


@pytest.mark.parametrize("name", ["../control.db", "/etc/passwd", "x" * 300, "none.db", ""])
def test_crafted_names_touch_nothing(show: Path, name: str) -> None:
    for command in ("show", "verify", "download", "pin"):
        assert "no such snapshot" in refused(run("snapshot", command, name, *AT, data=show), 1)
    assert (show / "control.db").exists()


def test_json_is_json(show: Path) -> None:
    said("snapshot", "create", *AT, data=show)
    found = json.loads(said("snapshot", "diff", "latest", *AT, "--json", data=show))
    assert (found["added"], found["changed"], found["removed"]) == (0, 0, 0)


def test_a_restore_is_followed_to_its_end_and_looked_at_later(show: Path, tmp_path: Path) -> None:
    said("snapshot", "create", *AT, data=show)
    change(show, tmp_path, SHEET.replace("Doors", "Gates"))
    done = told("snapshot", "restore", "latest", *AT, "--yes", data=show)
    assert "done" in said("snapshot", "job", done["job"], data=show)
    job = told("snapshot", "job", done["job"], data=show)
    assert job["result"]["status"] == "restored"
    assert [step["state"] for step in job["steps"]] == ["done"] * len(job["steps"])
    assert "no such job" in refused(run("snapshot", "job", "nobody", data=show), 1)
