"""The lock names all that is installed, within what pyproject.toml allows, above the floors."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]


def pinned() -> dict[str, Requirement]:
    """What this platform installs."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    here = [each for each in found if each.marker is None or each.marker.evaluate()]
    assert len({canonicalize_name(each.name) for each in here}) == len(here)
    return {canonicalize_name(each.name): each for each in here}


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for, and the extras that it names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    texts = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [Requirement(text) for text in texts]


def version_of(requirement: Requirement) -> Version:
    return Version(str(requirement.specifier).removeprefix("=="))


def test_every_line_pins_one_version() -> None:
    for requirement in pinned().values():
        assert [each.operator for each in requirement.specifier] == ["=="], requirement
        assert requirement.url is None


def test_what_is_asked_for_is_pinned_within_its_range() -> None:
    lock = pinned()
    for requirement in wanted():
        locked = lock[canonicalize_name(requirement.name)]
        assert version_of(locked) in requirement.specifier, (requirement, locked)


def test_what_those_need_is_pinned_within_their_ranges() -> None:
    """By what the installed packages say of themselves: pip installs with --no-deps."""
    lock = pinned()
    extras: dict[str, set[str]] = {canonicalize_name(each.name): each.extras for each in wanted()}
    for name, locked in lock.items():
        for text in metadata.requires(name) or []:
            needed = Requirement(text)
            asked = ["", *extras.get(name, ())]
            if needed.marker and not any(needed.marker.evaluate({"extra": e}) for e in asked):
                continue
            found = lock.get(canonicalize_name(needed.name))
            assert found is not None, f"{locked} needs {needed}, which is not in the lock"
            assert needed.specifier.contains(version_of(found), prereleases=True), (locked, needed)


def test_no_version_is_below_its_floor() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit.py", "--offline"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_floor_is_of_something_we_use_and_says_why() -> None:
    floors = tomllib.loads((ROOT / "scripts" / "floors.toml").read_text())
    assert floors.keys() <= pinned().keys()
    for name, floor in floors.items():
        assert floor.keys() == {"lowest", "advisory", "why"}, name
        assert floor["advisory"].startswith(("CVE-", "GHSA-", "PYSEC-"))
        assert Version(floor["lowest"])


def test_the_npm_lock_is_complete_and_checked() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert lock[""]["dependencies"] == asked
    for name in asked:
        assert f"node_modules/{name}" in lock
    for name, package in lock.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
