"""Aligning a snapshot of another show so that what is previewed is what is restored.

``sheet.lineage.aligned`` gives new ids to what only the other sheet has. Here those are made of
the two shows' and the thing's own ids, so that they are the same each time: a cue chosen in the
preview is found again by the restore, and one restored twice is one cue.
"""

import hashlib
from collections.abc import Iterator
from itertools import count

from ulid import ULID

from camerasheet.sheet.lineage import aligned
from camerasheet.sheet.model import Sheet


def steadily_aligned(ours: Sheet, theirs: Sheet) -> Sheet:
    """``theirs`` with the ids of ``ours`` where they match, and steady new ones elsewhere."""
    if theirs.show == ours.show:
        return theirs
    places = count()
    first = aligned(ours, theirs, lambda: f"?{next(places)}")
    came_from = dict(zip(first.order, theirs.order, strict=True))
    came_from.update(zip(first.camera_order, theirs.camera_order, strict=True))
    ids = _new_ids(ours, theirs, came_from)
    return aligned(ours, theirs, lambda: next(ids))  # which asks in the same order again


def _new_ids(ours: Sheet, theirs: Sheet, came_from: dict[str, str]) -> Iterator[str]:
    taken = {*ours.rows, *ours.cameras}
    for place in count():
        origin = came_from[f"?{place}"]
        for again in count():
            made = hashlib.sha256(f"{ours.show} {theirs.show} {origin} {again}".encode()).digest()
            new = str(ULID.from_bytes(b"\x01" + made[:15]))  # a time long past: none is made now
            if new not in taken:
                break
        taken.add(new)
        yield new
