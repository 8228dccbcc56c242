"""What the numbers were measured on, and with."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("gunicorn", "Flask", "flask-sock", "wsproto", "SQLAlchemy", "pydantic", "Jinja2")


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return done.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")


def description() -> str:
    """A Markdown list: when, where, which versions."""
    from camerasheet.storage.sqlite import VERSION

    commit = _output("git", "rev-parse", "--short", "HEAD")
    changed = " with changes" if _output("git", "status", "--porcelain", "camerasheet") else ""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    sqlite = ".".join(map(str, VERSION))
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}{changed}",
        f"{os.cpu_count()} × {_processor()}, {platform.system()} {platform.release()}; "
        f"load before we began: {load}",
        f"Python {platform.python_version()}, SQLite {sqlite}, {packages}",
        f"Node {_output('node', '--version')}, {_output('chromium', '--version') or 'no Chromium'}",
    ]
    return "\n".join(f"- {line}" for line in lines)
