"""The parts of a data directory that commands work with, and opening them where no server runs."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from camerasheet.config import Settings
from camerasheet.desk import Committed, Desk, Desks
from camerasheet.office.restores import open_snapshots
from camerasheet.offsite import Offsite
from camerasheet.replica.service import Replica
from camerasheet.sheet.errors import NotFound
from camerasheet.snapshots import Snapshots
from camerasheet.storage.clock import milliseconds, utc_now
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.shows import Show
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ids import new_id
from camerasheet.storage.ownership import own

log = logging.getLogger(__name__)

_PATIENCE = 600.0
"""How long the command line waits for a restore that it began: nobody else would end it."""


@dataclass(frozen=True, slots=True)
class Premises:
    """What a command gets. ``clients`` counts the server's; None where no server runs."""

    settings: Settings
    data: DataDirectory
    control: ControlDatabase
    desks: Desks
    snapshots: Snapshots
    offsite: Offsite
    replica: Replica
    clients: Callable[[], int] | None = None

    def show(self, slug: str) -> Show:
        """The show of that slug, archived or not. Raises ``NotFound``, naming it."""
        try:
            return self.control.shows.by_slug(slug)
        except NotFound:
            raise NotFound(f"There is no show {slug[:80]!r}.") from None

    def desk(self, slug: str) -> Desk:
        """The desk of the show of that slug. Raises ``NotFound``, ``Trouble``."""
        return self.desks.open(self.show(slug).id)


def new_show(place: Premises, slug: str, title: str, *, by: Who) -> Show:
    """A new show: its file first, then its record. Raises Malformed, AlreadyExists, Trouble."""
    show_id = place.control.shows.new_id()
    place.desks.create(show_id)
    try:
        return place.control.shows.create(slug, title, by=by, show_id=show_id)
    except BaseException:
        place.data.show_file(show_id).unlink()  # nobody has heard of it: its record failed
        raise


@contextmanager
def open_premises(settings: Settings, role: str) -> Iterator[Premises]:
    """The premises of a data directory that no server has, taken for the length of the block.

    No hub and no caretaker: there is nobody to tell. ``role`` is what others are told is running.
    Raises ``DataInUse`` when somebody else has it, and other ``Trouble``.
    """
    data = DataDirectory(settings.data)
    data.prepare()
    slow = settings.slow_query_ms or None
    with own(data, role):
        control = open_control(
            data,
            utc_now,
            session_lifetime=timedelta(days=settings.session_days),
            slow_query_ms=slow,
        )
        desks = Desks(
            data,
            publish=_tell_nobody,
            opened=_not_followed,
            clock=milliseconds,
            new_id=new_id,
            slow_query_ms=slow,
        )
        replica = Replica(settings, os.environ, served=False)
        snapshots = open_snapshots(settings, data, control, desks, replica)
        offsite = Offsite(settings, control, snapshots)
        try:
            for line in (*snapshots.clear_leftovers(), *offsite.clear_leftovers()):
                log.warning("%s", line)
            yield Premises(settings, data, control, desks, snapshots, offsite, replica)
        finally:
            offsite.close(_PATIENCE)
            snapshots.close(_PATIENCE)
            desks.close()
            control.close()


def _tell_nobody(show_id: str, committed: Committed) -> None:
    """Nobody is connected."""


def _not_followed(desk: Desk) -> None:
    """Nobody follows this desk."""
