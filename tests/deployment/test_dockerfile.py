"""The Dockerfile: read by hadolint, and true of the program. No Docker engine is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from camerasheet.config import PREFIX, Settings, declarations
from camerasheet.replica.program import find_program
from tests.rehearsal.containers import stateful_pod
from tests.rehearsal.dockerfile import Dockerfile
from tests.rehearsal.manifests import ROOT, rendered

DOCKERFILE = ROOT / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


@pytest.fixture
def dockerfile() -> Dockerfile:
    return Dockerfile.read(DOCKERFILE)


@pytest.fixture
def image(dockerfile: Dockerfile) -> Dockerfile:
    """The last stage."""
    return dockerfile.stages[-1]


def lint(path: Path) -> list[str]:
    """The rules that it breaks."""
    done = subprocess.run(
        [HADOLINT, "--format", "json", "--failure-threshold", "style", path],
        capture_output=True,
        text=True,
        check=False,
    )
    return [each["code"] for each in json.loads(done.stdout)]


def test_hadolint_has_nothing_to_say() -> None:
    assert lint(DOCKERFILE) == []


def test_hadolint_would_have_something_to_say(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python\nRUN cd /tmp && pip install flask\n")
    assert {"DL3006", "DL3003", "DL3013"} <= set(lint(bad))


def test_every_stage_begins_with_the_same_pinned_python(dockerfile: Dockerfile) -> None:
    (first, *_), *_ = bases = [rest.split() for rest in dockerfile.every("FROM")]
    name, _, tag = first.partition(":")
    assert name == "python"
    assert len(tag.partition("-")[0].split(".")) == 3, "a version to the last digit"
    assert {words[0] for words in bases} == {first}, "its interpreter would not be found"


def test_it_does_not_run_as_root(image: Dockerfile) -> None:
    (user,) = image.every("USER")
    pod = rendered("overlays/prod").one("StatefulSet", "camerasheet")["spec"]["template"]["spec"]
    security = pod["securityContext"]
    assert user == f"{security['runAsUser']}:{security['runAsGroup']}"
    assert security["fsGroup"] == security["runAsGroup"]


def test_variables_are_settings(image: Dockerfile) -> None:
    ours = {name for name in image.environment if name.startswith(PREFIX)}
    assert ours <= {entry.name for entry in declarations()}
    settings = Settings.from_environment(image.environment)
    assert image.every("EXPOSE") == [str(settings.port)]
    (check,) = image.every("HEALTHCHECK")
    assert f"http://127.0.0.1:{settings.port}/healthz" in check


def test_it_serves_as_the_pod_does(image: Dockerfile) -> None:
    (command,) = image.every("CMD")
    secrets = {"camerasheet": {"secret-key": "k" * 64}, "camerasheet-daily": {"token": ""}}
    app = stateful_pod(rendered("overlays/prod"), "camerasheet", secrets).containers[-1]
    assert tuple(json.loads(command)) == app.command


def test_what_it_writes_has_a_place(image: Dockerfile) -> None:
    """The directories that pods mount exist, and belong to the user: volumes take that over."""
    made = " ".join(image.every("RUN"))
    for directory in (image.environment["CAMERASHEET_DATA"], "/run/litestream"):
        assert f"install -d -o 10001 -g 10001 -m 0700 {directory}" in made
    assert image.environment["HOME"] == "/tmp"
    assert image.environment["PYTHONDONTWRITEBYTECODE"] == "1"


def test_libraries_are_those_of_the_lock(dockerfile: Dockerfile) -> None:
    installs = [rest for rest in dockerfile.stages[0].every("RUN") if "pip install" in rest]
    assert any("--constraint requirements.lock" in rest for rest in installs)
    assert all("--only-binary=:all:" in rest for rest in installs if "--no-deps" not in rest)
    assert any("scripts/build_assets.py" in rest for rest in dockerfile.stages[0].every("RUN"))
    assert find_program().is_file(), "litestream comes with the libraries"


def test_everything_that_is_copied_is_in_the_context(dockerfile: Dockerfile) -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        source
        for rest in dockerfile.every("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert copied == let_in
    assert all((ROOT / source).exists() for source in copied)
