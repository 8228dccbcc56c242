"""``camerasheet recover`` and ``serve``, as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.program import Served, refused, run, said


def test_it_says_what_it_does(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "nothing to bring back" in said("recover", data=data)
    assert not (data / "control.db").exists()
    said("seed", data=data)
    made = run("snapshot", "create", "--show", "spring-gala", data=data)
    assert made.returncode == 0, made.stderr
    assert said("recover", data=data) == "Nothing to do: 2 databases, all sound.\n"
    (file,) = (data / "shows").glob("*.db")
    file.write_bytes(b"\xa5" * 8192)
    dry = said("recover", "--dry-run", data=data)
    assert f"{file.name} would be brought back from the snapshot" in dry
    report = json.loads(said("recover", "--json", data=data))
    (done,) = report["databases"]
    assert (done["state"], done["source"], report["sound"]) == ("damaged", "local", 1)
    assert (data / done["set_aside"]).exists()


def test_a_server_starts_with_what_came_back_and_without_what_did_not(tmp_path: Path) -> None:
    data = tmp_path / "data"
    said("seed", data=data)
    said("snapshot", "create", "--show", "spring-gala", data=data)
    said("show", "create", "other", "--title", "Other", data=data)
    gala, other = sorted((data / "shows").glob("*.db"))
    for file in (gala, other):
        file.write_bytes(b"\xa5" * 8192)
    made = run("token", "create", "--name", "t", "--role", "admin", data=data)
    token = made.stdout.strip().splitlines()[-1]
    with Served(data) as server:
        assert server.get("/api/shows/spring-gala/sheet", token)[0] == 200
        status, answer = server.get("/api/shows/other/sheet", token)
        assert (status, json.loads(answer)["code"]) == (503, "database_missing")
        assert "Nothing was found to bring" in server.output()
    assert not other.exists()


def test_no_server_starts_empty_over_a_replica_that_does_not_answer(tmp_path: Path) -> None:
    unreachable = {
        "CAMERASHEET_S3_BUCKET": "copies",
        "CAMERASHEET_S3_ENDPOINT": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }
    data = tmp_path / "data"
    for words in (("serve", "--port", "0"), ("recover",), ("init",)):
        assert "does not start without it" in refused(
            run(*words, data=data, limit=None, **unreachable), 3
        )
    assert not (data / "control.db").exists()
    with Served(data, "--fresh", **unreachable) as server:
        assert "Make the first admin here" in server.output()
    shutil.rmtree(data)
