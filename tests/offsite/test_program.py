"""The command line and the API, with the real program and a real store."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Served, run
from tests.support.seaweed import Seaweed


@pytest.fixture
def settings(store: Seaweed, bucket: str, prefix: str) -> dict[str, str]:
    return {**store.settings(bucket), "CAMERASHEET_S3_PREFIX": prefix}


def asked(data: Path, settings: dict[str, str], *words: str) -> Any:
    """The JSON that a command prints that must succeed."""
    done = run("snapshot", *words, "--json", data=data, limit=None, **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_on_the_command_line(tmp_path: Path, settings: dict[str, str]) -> None:
    data, show = tmp_path / "data", ("--show", "spring-gala")
    said(run("seed", data=data, limit=None, **settings))
    name = asked(data, settings, "create", *show)["filename"]
    assert asked(data, settings, "push", "latest", *show)["status"] == "pushed"
    copies = asked(data, settings, "offsite", *show)["copies"]
    assert [(copy["filename"], copy["here"]) for copy in copies] == [(name, True)]
    assert name in said(run("snapshot", "offsite", *show, data=data, limit=None, **settings))
    delete = ("snapshot", "delete", name, *show, "--yes", "--last-verified-too")
    said(run(*delete, data=data, limit=None, **settings))
    fetched = run("snapshot", "fetch-offsite", name, *show, data=data, limit=None, **settings)
    assert said(fetched) == f"{name} is here now, and pinned.\n"
    removal = ("snapshot", "delete-offsite", name, *show, "--yes")
    refused = run(*removal, data=data, limit=None, **settings)
    assert (refused.returncode, "known to be sound" in refused.stderr) == (1, True)
    said(run(*removal, "--last-verified-too", data=data, limit=None, **settings))
    assert asked(data, settings, "offsite", *show)["copies"] == []


def test_once_a_day_over_http(tmp_path: Path, settings: dict[str, str], store: Seaweed) -> None:
    data = tmp_path / "data"
    said(run("seed", data=data, limit=None, **settings))
    made = said(run("token", "create", "--name", "daily", "--role", "admin", data=data))
    token = made.strip().splitlines()[-1]
    with Served(data, **settings) as server:
        request = urllib.request.Request(
            server.local("/api/backups/daily"),
            method="POST",
            headers={"Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            done = json.load(answer)
        assert done["status"] == "done"
        assert [show["pushed"] for show in done["shows"]] == [True]
        assert done["control"]["pushed"]
        page = json.loads(server.get("/api/offsite", token)[1])
        assert [copy["filename"] for copy in page] == [done["shows"][0]["filename"]]
