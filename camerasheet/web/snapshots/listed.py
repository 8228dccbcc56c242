"""What the panel lists: the snapshots that are here and those that are only offsite."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from camerasheet.offsite import Known
from camerasheet.snapshots import Manifest
from camerasheet.web.access import Visit
from camerasheet.web.production import production
from camerasheet.web.snapshots import words


def listed(visit: Visit, known: Known | None = None) -> dict[str, Any]:
    """What the list's template needs; ``known`` is what the store said, if it was asked already."""
    snapshots, offsite, show = production().snapshots, production().offsite, visit.show.id
    here, known = snapshots.list(show), known or offsite.known(show)
    return {
        "manifests": _merged(here, known),
        "only_there": known.names() - {each.filename for each in here},
        "known": known,
        "seen": _mark(here, known),
        "offsite": offsite,
        "usage": snapshots.usage(show),
        "words": words,
    }


def _merged(here: Sequence[Manifest], known: Known) -> list[Manifest]:
    """All of them, newest first."""
    names = {each.filename for each in here}
    away = [copy.manifest for copy in known.copies if copy.filename not in names]
    return sorted([*here, *away], key=lambda each: each.created, reverse=True)


def _mark(here: Sequence[Manifest], known: Known) -> str:
    """What tells such a list from another one."""
    names = [*sorted(each.filename for each in here), "|", *sorted(known.names())]
    return f"{zlib.crc32(' '.join(names).encode()):x}"
