"""docs/disaster-recovery.md, read: what an admin types, under which heading."""

from __future__ import annotations

import re

from tests.rehearsal.manifests import ROOT

PAGE = ROOT / "docs" / "disaster-recovery.md"
FIRST = "Before anything else"
"""The heading of what is typed in every terminal."""


def blocks() -> dict[str, list[str]]:
    """Heading → the fenced blocks under it, for a shell."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        typed = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if typed:
            found[heading] = typed
    return found
