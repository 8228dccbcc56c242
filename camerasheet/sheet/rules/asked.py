"""Who asks, when, and what a rule may look up."""

from collections.abc import Callable
from dataclasses import dataclass

from camerasheet.sheet.crew import Person
from camerasheet.sheet.errors import Conflict, Gone
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Camera, Row, Sheet, Versions


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of an edit: the domain itself has no clock, no dice and no database.

    ``at`` is milliseconds since the epoch; ``new_id`` makes an id never used before; ``past``
    finds an event of this show's log by its seq, or None.
    """

    by: Person
    at: int
    new_id: Callable[[], str]
    past: Callable[[int], Event | None]


def find_row(sheet: Sheet, cue: str) -> Row:
    """The row of that cue. Raises :class:`Gone`."""
    row = sheet.rows.get(cue)
    if row is None:
        raise Gone("This cue is no longer on the sheet.", cue=cue)
    return row


def find_camera(sheet: Sheet, camera: str) -> Camera:
    """That camera. Raises :class:`Gone`."""
    found = sheet.cameras.get(camera)
    if found is None:
        raise Gone("This camera is no longer on the sheet.", camera=camera)
    return found


def check_base(
    versions: Versions, name: str, base: int | None, current: object, typed: str = ""
) -> None:
    """Compare-and-set on one field, with what was typed for it.

    Raises :class:`Conflict` when the field changed after ``base``; ``current`` travels with it.
    """
    seq = max(versions.get(name, 0), versions.get(f"{name}_typed", 0))
    if base is not None and seq > base:
        standing = {"field": name, "value": current, "seq": seq}
        if typed:
            standing["typed"] = typed
        raise Conflict("Somebody changed this while you were writing.", current=standing)
