"""Snapshots, and the desks at which their restores are decided, put together."""

from collections.abc import Callable

from camerasheet.config import Settings
from camerasheet.desk import Accepted, Desks, Slip, digest
from camerasheet.office.protocol import error_of
from camerasheet.replica.service import Replica
from camerasheet.replica.status import State
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet
from camerasheet.snapshots import LiveShows, Snapshots
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who
from camerasheet.storage.datadir import DataDirectory

REPLACE_SECONDS = 300.0
"""How long a restore waits for its turn at the desk: a queue of edits may be before it."""


def open_snapshots(
    settings: Settings,
    data: DataDirectory,
    control: ControlDatabase,
    desks: Desks,
    replica: Replica,
    foreshadow: Callable[[str, Sheet], None] = lambda show_id, sheet: None,
    shown: Callable[[], None] = lambda: None,
) -> Snapshots:
    """The service over these desks. Nothing is touched yet.

    ``foreshadow`` and ``shown`` are as for ``LiveShows``.
    """

    def replace(show_id: str, edit: ReplaceSheet | RevertSheet, who: Who) -> int:
        """Have the desk decide a restore, and wait; whoever asked was let in as an admin."""
        person = Person(who.id, who.name, Role.ADMIN)
        slip = Slip(edit.job, edit, who.id, lambda: person, digest(edit.job))
        outcome = desks.open(show_id).apply(slip, timeout=REPLACE_SECONDS)
        if isinstance(outcome, Accepted):
            return outcome.seq
        raise error_of(outcome.error)

    live = LiveShows(
        sheet=lambda show_id: desks.open(show_id).sheet,
        events_after=lambda show_id, seq, most: desks.open(show_id).events_after(seq, most),
        apply=replace,
        synced=(lambda show_id: replica.sync(data.show_file(show_id)).txid) if replica.on else None,
        keeps_up=lambda: replica.status().state is State.ACTIVE,
        foreshadow=foreshadow,
        shown=shown,
    )
    return Snapshots(settings, data, control, live)
