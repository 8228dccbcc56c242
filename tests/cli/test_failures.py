"""Everything that can be wrong at the start: one sentence, an exit code, no traceback."""

import fcntl
import os
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from camerasheet.storage.sqlite import driver
from tests.cli.program import PATIENCE, refused, run, said

BOTH = pytest.mark.parametrize("words", [("serve", "--port", "0"), ("show", "list")])
Words = tuple[str, ...]


@BOTH
def test_the_parent_directory_is_missing(tmp_path: Path, words: Words) -> None:
    sentence = refused(run(*words, data=tmp_path / "no" / "data"), 3)
    assert f"{tmp_path / 'no'} is not a directory" in sentence


@BOTH
def test_a_file_is_in_the_place_of_the_directory(tmp_path: Path, words: Words) -> None:
    (tmp_path / "data").write_text("no directory")
    assert "is a file" in refused(run(*words, data=tmp_path / "data"), 3)


@BOTH
def test_a_file_is_in_the_place_of_the_shows(data: Path, words: Words) -> None:
    data.mkdir()
    (data / "shows").write_text("no directory")
    assert str(data) in refused(run(*words, data=data), 3)


@BOTH
def test_the_directory_cannot_be_written(words: Words) -> None:
    assert "/proc/camerasheet" in refused(run(*words, data=Path("/proc/camerasheet")), 3)


@BOTH
def test_the_control_database_is_corrupt(data: Path, words: Words) -> None:
    said("init", data=data)
    (data / "control.db").write_bytes(os.urandom(30_000))
    assert "damaged" in refused(run(*words, data=data), 3)


@BOTH
def test_the_control_database_is_newer_than_the_program(data: Path, words: Words) -> None:
    said("init", data=data)
    connection = driver.connect(str(data / "control.db"))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = (data / "control.db").read_bytes()
    assert "newer camerasheet" in refused(run(*words, data=data), 3)
    assert (data / "control.db").read_bytes() == before


@BOTH
def test_the_control_database_has_gone_and_the_shows_have_not(data: Path, words: Words) -> None:
    said("show", "create", "gala", data=data)
    for file in data.glob("control.db*"):
        file.unlink()
    assert "control.db is not there" in refused(run(*words, data=data), 3)


@contextmanager
def owned(data: Path) -> Iterator[None]:
    """Held as a server holds it that does not answer."""
    data.mkdir(exist_ok=True)
    with (data / "server.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("4711 server\n")
        file.flush()
        yield


@BOTH
def test_somebody_else_has_the_directory(data: Path, words: Words) -> None:
    with owned(data):
        assert "in use by server (process 4711)" in refused(run(*words, data=data), 4)


def files_of_at_most(most: int) -> Callable[[], None]:
    """What a full disk is like: no file grows over that."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return limit


@BOTH
@pytest.mark.parametrize("most", [0, 2_000, 40_000])
def test_the_disk_is_full(data: Path, words: Words, most: int) -> None:
    refused(run(*words, data=data, limit=files_of_at_most(most)), 3)
    assert not (data / "control.db").exists()
    said("init", data=data)


def test_what_goes_wrong_in_the_worker_alone_stops_the_server(data: Path) -> None:
    said("init", data=data)
    (data / "secret.key").write_text("short")
    assert "too short" in refused(run("serve", "--port", "0", data=data), 4)


def test_the_port_is_in_use(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused(run("serve", "--port", str(port), data=data), 5)
    assert f"Port {port}" in sentence


def test_an_address_that_is_not_ours(data: Path) -> None:
    assert "192.0.2.1" in refused(run("serve", "--host", "192.0.2.1", data=data), 5)


def test_a_setting_that_is_none_and_one_that_cannot_be(data: Path) -> None:
    assert "CAMERASHEET_PORT?" in refused(run("serve", data=data, CAMERASHEET_PORTT="1"), 2)
    assert "whole number" in refused(run("serve", data=data, CAMERASHEET_PORT="x"), 2)


def test_a_secret_setting_is_never_quoted(data: Path) -> None:
    sentence = refused(run("serve", data=data, CAMERASHEET_ADMIN_PASSWORD="hunter2"), 2)
    assert "hunter2" not in sentence


def test_a_word_that_is_no_command(data: Path) -> None:
    done = run("sevre", data=data)
    assert done.returncode == 2
    assert "no command 'sevre'" in done.stderr


def test_a_reader_that_leaves_early(data: Path) -> None:
    import subprocess

    from tests.cli.program import PROGRAM, environment

    said("seed", data=data)
    words = [*PROGRAM, "export", "--show", "spring-gala"]
    with subprocess.Popen(
        words, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(PATIENCE)
    assert b"Traceback" not in complaint
