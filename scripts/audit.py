"""``make audit``: known vulnerabilities in what requirements.lock and package-lock.json name.

Asks the advisory services of PyPI, OSV and npm through pip-audit and npm, and compares the lock
with scripts/floors.toml, for which nobody need be asked. Exit codes:

0   everything was asked about, and nothing is known
1   something is known, or a version is below its floor
3   nothing is known, but not everything could be asked about: this is no clean bill
"""

import argparse
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
FLOORS = ROOT / "scripts" / "floors.toml"
SECONDS = 600
CLEAN, VULNERABLE, NOT_ASKED = 0, 1, 3


@dataclass
class Found:
    """What one look told: sentences about vulnerabilities, and what nobody could be asked about."""

    known: list[str] = field(default_factory=list)
    unasked: dict[str, str] = field(default_factory=dict)  # package: why

    def add(self, other: "Found") -> None:
        self.known += other.known
        self.unasked |= other.unasked


def locked(lock: Path) -> list[Requirement]:
    """Every requirement in a lock, for whatever platform."""
    lines = (line.partition("#")[0].strip() for line in lock.read_text().splitlines())
    return [Requirement(line) for line in lines if line]


def below_floors(lock: Path, floors: Path) -> list[str]:
    """Locked versions that are known to be vulnerable, whether a service can be asked or not."""
    known = tomllib.loads(floors.read_text())
    found = []
    for requirement in locked(lock):
        floor = known.get(canonicalize_name(requirement.name))
        version = str(requirement.specifier).removeprefix("==")
        if floor and Version(version) < Version(floor["lowest"]):
            found.append(
                f"{requirement.name} {version}: {floor['advisory']}, {floor['why']} "
                f"(mended in {floor['lowest']})"
            )
    return found


def ask_python(lock: Path, osv_url: str | None) -> Found:
    """What PyPI knows, and about what it does not answer, OSV. ``osv_url``: only that OSV.

    Asked is about what this platform installs; the lock names more, for others.
    """
    everything = {
        str(canonicalize_name(requirement.name))
        for requirement in locked(lock)
        if requirement.marker is None or requirement.marker.evaluate()
    }
    if osv_url:
        return _pip_audit(lock, everything, "--vulnerability-service", "osv", "--osv-url", osv_url)
    found = _pip_audit(lock, everything, "--vulnerability-service", "pypi")
    if found.unasked:
        osv = _pip_audit(lock, everything, "--vulnerability-service", "osv")
        still = {name: why for name, why in found.unasked.items() if name in osv.unasked}
        found = Found(sorted({*found.known, *osv.known}), still)
    return found


def _pip_audit(lock: Path, everything: set[str], *options: str) -> Found:
    """One service. pip-audit calls it success when it could audit nothing; here it is not."""
    done = _run(
        *(sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-r", str(lock)),
        *("--format", "json", "--progress-spinner", "off", *options),
    )
    try:
        answered: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Found(unasked=dict.fromkeys(everything, _last_line(done.stderr)))
    names = {str(canonicalize_name(package["name"])) for package in answered}
    found = Found(unasked=dict.fromkeys(everything - names, "pip-audit left it out"))
    for package in answered:
        name = str(canonicalize_name(package["name"]))
        if "skip_reason" in package:
            found.unasked[name] = str(package["skip_reason"])
        for vulnerability in package.get("vulns", ()):
            mended = ", ".join(vulnerability["fix_versions"]) or "no version"
            found.known.append(
                f"{name} {package['version']}: {vulnerability['id']} (mended in {mended})"
            )
    return found


def ask_npm(directory: Path, registry: str | None) -> Found:
    """What npm's registry knows of the package-lock.json in a directory."""
    options = ("--registry", registry) if registry else ()
    done = _run("npm", "audit", "--package-lock-only", "--json", *options, where=directory)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
        known: dict[str, Any] = answer["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Found(unasked={"package-lock.json": _last_line(done.stderr)})
    return Found([f"{name}: {each['severity']}, by npm audit" for name, each in known.items()])


def _run(*command: str, where: Path = ROOT) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  (our own words, and paths from the command line)
            command, cwd=where, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def _last_line(text: str) -> str:
    """Why a program failed, as far as it says."""
    lines = [line for line in text.splitlines() if line.strip() and "complete log" not in line]
    return lines[-1].strip()[:300] if lines else "it said nothing"


def report(found: Found, lock: Path) -> int:
    """Say what was found; the exit code."""
    for sentence in found.known:
        print(f"VULNERABLE  {sentence}")
    if found.unasked:
        names = ", ".join(sorted(found.unasked)[:5])
        more = f" and {len(found.unasked) - 5} more" if len(found.unasked) > 5 else ""
        print(f"NOT AUDITED {len(found.unasked)} of what is locked: {names}{more}")
        for reason in sorted({reason.partition(":")[0] for reason in found.unasked.values()})[:5]:
            print(f"            {reason}")
    if found.known:
        return VULNERABLE
    if found.unasked:
        print("audit: no advisory service could be asked about these. THIS IS NO CLEAN BILL;")
        print(f"       only the floors in {FLOORS.name} hold. Run it again where it can be asked.")
        return NOT_ASKED
    print(f"audit: everything in {lock.name} and package-lock.json was asked about; none is known.")
    return CLEAN


def main() -> int:
    """Audit what the command line names, or this repository."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    parser.add_argument("--npm", type=Path, default=ROOT, help="where package-lock.json is")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--osv-url", help="another OSV instead of PyPI and OSV")
    parser.add_argument("--registry", help="another npm registry")
    parser.add_argument("--offline", action="store_true", help="only the floors; 0 or 1")
    asked = parser.parse_args()
    found = Found(below_floors(asked.lock, asked.floors))
    if asked.offline:
        print(*found.known, sep="\n", end="\n" if found.known else "")
        return VULNERABLE if found.known else CLEAN
    found.add(ask_python(asked.lock, asked.osv_url))
    found.add(ask_npm(asked.npm, asked.registry))
    return report(found, asked.lock)


if __name__ == "__main__":
    sys.exit(main())
