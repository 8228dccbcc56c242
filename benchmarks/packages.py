"""Which packages an installed one needs, theirs included."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

NAME = re.compile(r"[A-Za-z0-9._-]+")


def needed_by(name: str) -> set[str]:
    """The names of all packages that are installed because of ``name``, without it.

    Read from what is installed: extras are left out, and what is not here was not needed here.
    """
    found: set[str] = set()
    to_see = [name]
    while to_see:
        for wanted in _requirements(to_see.pop()):
            if wanted not in found:
                found.add(wanted)
                to_see.append(wanted)
    return found


def _requirements(name: str) -> list[str]:
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return []
    return [
        re.sub(r"[-_.]+", "-", match[0]).lower()
        for line in lines
        if "extra ==" not in line and (match := NAME.match(line))
    ]
