"""Whether the store answers, while nothing is written that would tell."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from camerasheet.replica.control import reason
from camerasheet.replica.places import InDirectory, Places
from camerasheet.replica.program import launch
from camerasheet.sheet.errors import ReplicaFailed

PROBE_SECONDS: Final = 4.0


def probe(places: Places) -> str:
    """What is wrong with the store, in a sentence; '' when it answers.

    A bucket is listed by Litestream itself, under a name where nothing is: one request with its
    own keys, about 25 ms of processor time. A directory is only looked at.
    """
    if isinstance(places.where, InDirectory):
        return _directory(places.where.path)
    url = f"{places.where.base}/probe{places.where.options}"
    try:
        done = launch(places, ["ltx", "-level", "9", url], PROBE_SECONDS)
    except subprocess.TimeoutExpired:
        return "the store does not answer."
    except (OSError, ReplicaFailed) as error:
        return f"it could not be asked: {error}."
    if done.returncode == 0:
        return ""
    return reason((done.stderr or done.stdout).decode(errors="replace").strip())


def _directory(path: Path) -> str:
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent  # Litestream makes what is missing
    if not there.is_dir():
        return f"{there} is not a directory."
    return "" if os.access(there, os.W_OK) else f"{there} may not be written."
