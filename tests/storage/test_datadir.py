import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from camerasheet.sheet.errors import Malformed, StorageFailed
from camerasheet.storage.datadir import DataDirectory

SHOW = "01JT5V3Z0QJ5Q6X1W0V8K4M2RN"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_run_makes_it_private_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        data = DataDirectory(tmp_path / "data")
        data.prepare()
        data.secret_key()
    finally:
        os.umask(umask)
    assert {mode_of(path) for path in (data.path, data.shows, data.backups)} == {0o700}
    assert mode_of(data.path / "secret.key") == 0o600
    assert sorted(file.name for file in data.path.iterdir()) == ["backups", "secret.key", "shows"]


def test_the_second_run_changes_nothing(data: DataDirectory) -> None:
    key = data.secret_key()
    data.prepare()
    assert data.secret_key() == key
    assert len(key) == 64


def test_two_directories_have_two_keys(data: DataDirectory, tmp_path: Path) -> None:
    other = DataDirectory(tmp_path / "other")
    other.prepare()
    assert other.secret_key() != data.secret_key()


def test_an_emptied_key_is_refused_not_used(data: DataDirectory) -> None:
    (data.path / "secret.key").write_text("")
    with pytest.raises(StorageFailed, match="too short to be a key"):
        data.secret_key()


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I was here first")
    with pytest.raises(StorageFailed, match="is a file; the data directory must be"):
        DataDirectory(tmp_path / "data").prepare()


def test_a_file_in_place_of_a_directory_inside(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "shows").write_text("I was here first")
    with pytest.raises(StorageFailed):
        DataDirectory(tmp_path / "data").prepare()


def test_a_parent_that_is_not_there_is_a_typo_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="is not a directory"):
        DataDirectory(tmp_path / "no" / "data").prepare()
    assert list(tmp_path.iterdir()) == []


def test_a_file_for_a_parent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="is not a directory"):
        DataDirectory(tmp_path / "file" / "data").prepare()


PREPARE = """
import resource, sys
from pathlib import Path
from camerasheet.sheet.errors import StorageFailed
from camerasheet.storage.datadir import DataDirectory
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    DataDirectory(Path(sys.argv[1])).prepare()
except StorageFailed as trouble:
    print(trouble.message)
"""


def test_a_disk_that_takes_no_more_is_noticed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "data"
    run = subprocess.run(
        [sys.executable, "-c", PREPARE, str(path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith(f"The disk is full: {path}")
    assert list(path.glob(".probe*")) == []


def test_where_things_are(data: DataDirectory) -> None:
    assert data.control == data.path / "control.db"
    assert data.show_file(SHOW) == data.path / "shows" / f"{SHOW}.db"
    assert data.backups_of(data.control) == data.path / "backups" / "control"
    assert data.backups_of(data.show_file(SHOW)) == data.path / "backups" / SHOW


@pytest.mark.parametrize("text", ["", "../control", "gala", SHOW + "/..", "U" * 26])
def test_what_is_no_id_names_no_file(data: DataDirectory, text: str) -> None:
    with pytest.raises(Malformed):
        data.show_file(text)


def test_show_files_are_those_and_nothing_half_done(data: DataDirectory) -> None:
    data.show_file(SHOW).write_bytes(b"")
    for other in (f".{SHOW}.db.partial", f"{SHOW}.db-wal", f"{SHOW}.db.aside"):
        (data.shows / other).write_bytes(b"")
    assert data.show_files() == [data.show_file(SHOW)]
