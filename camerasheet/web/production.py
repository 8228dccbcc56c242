"""Everything one server runs, put together: the data, the desks, the hub, and who may come in."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from camerasheet.config import Settings
from camerasheet.desk import Committed, Desk, Desks
from camerasheet.office.opening import open_office
from camerasheet.office.premises import Premises, new_show
from camerasheet.office.restores import open_snapshots
from camerasheet.offsite import Offsite
from camerasheet.realtime.connection import Client
from camerasheet.realtime.hub import Hub
from camerasheet.replica.service import Replica
from camerasheet.sheet.errors import Trouble
from camerasheet.sheet.model import Sheet
from camerasheet.storage.checkpoints import checkpoint_if_due
from camerasheet.storage.clock import milliseconds, utc_now
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import SYSTEM, Identity
from camerasheet.storage.control.shows import Show
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ids import new_id
from camerasheet.storage.ownership import Ownership, own
from camerasheet.web.sockets import messages
from camerasheet.web.sockets.channel import REMEMBERED, ShowChannel
from camerasheet.web.sockets.content import Content
from camerasheet.web.sockets.talk import LEFT_OUT, Seat, Talk
from camerasheet.web.transfer.uploads import Uploads

log = logging.getLogger(__name__)

FOLD_SECONDS = 5.0
"""How often the write-ahead logs are folded. A log of 22 MB takes 9 ms of the processor, one of
145 MB 121: at 600 edits a second that is after 5 and after 30 s."""

CARE_TURNS = 4
"""Every so many times, what else needs regular care gets it: expired seats, old history."""

SHOWN_SECONDS = 3.0
"""How long is waited for the hub to send something out; a hub that was stopped never does."""


@dataclass(slots=True)
class _Caretaker:
    stop: threading.Event
    thread: threading.Thread


class Production:
    """One server's parts. The app has exactly one, at ``app.extensions["camerasheet"]``."""

    def __init__(self, settings: Settings, content: Callable[[], Content]) -> None:
        """Take the data directory, open what is in it, and start the hub.

        ``content`` makes the renderer of WebSocket partials when the first one is needed.
        Raises ``DataInUse``, and other ``Trouble``.
        """
        self.settings = settings
        self.data = DataDirectory(settings.data)
        self.data.prepare()
        self._ownership: Ownership = own(self.data)
        self._ownership.unfinished = False  # whoever starts a server has seen to that
        slow = settings.slow_query_ms or None
        try:
            self.control: ControlDatabase = open_control(
                self.data,
                utc_now,
                session_lifetime=timedelta(days=settings.session_days),
                slow_query_ms=slow,
            )
        except BaseException:
            self._ownership.release()
            raise
        self._content = content
        self._channels: dict[str, ShowChannel] = {}
        self.uploads = Uploads()
        self.desks = Desks(
            self.data,
            publish=self._publish,
            opened=self._open_channel,
            clock=milliseconds,
            new_id=new_id,
            slow_query_ms=slow,
        )
        talk = Talk()
        self.hub = Hub(
            talk,
            heartbeat=lambda: messages.heartbeat(milliseconds()),
            more_coming=lambda: any(desk.more_coming for desk in self.desks.all_open()),
            max_clients=settings.max_clients,
            message_limit=settings.max_message_bytes,
        )
        talk.hub = self.hub
        self.hub.start()
        self.control.changed.append(self._recheck_seats)
        self.replica = Replica(settings, os.environ)
        self.snapshots = open_snapshots(
            *(settings, self.data, self.control, self.desks, self.replica),
            foreshadow=self.foreshadow,
            shown=self._until_shown,
        )
        self.offsite = Offsite(settings, self.control, self.snapshots)
        for line in (*self.snapshots.clear_leftovers(), *self.offsite.clear_leftovers()):
            log.warning("%s", line)
        self._draining = threading.Lock()
        self._drained = False
        self.replica.start()
        self._caretaker = self._employ()
        self.premises = Premises(
            settings,
            self.data,
            self.control,
            self.desks,
            self.snapshots,
            self.offsite,
            self.replica,
            clients=lambda: self.hub.count,
        )
        self._office = open_office(self.premises)

    # -- shows --------------------------------------------------------------------------------

    def create_show(self, slug: str, title: str, *, by: Identity | None, address: str = "") -> Show:
        """A new show: its file first, then its record. Raises Malformed, AlreadyExists, Trouble."""
        return new_show(self.premises, slug, title, by=SYSTEM if by is None else by.who(address))

    def desk(self, show_id: str) -> Desk:
        """The desk of a show. Raises ``Trouble``."""
        return self.desks.open(show_id)

    def channel(self, show_id: str) -> ShowChannel:
        """What the followers of a show hang on. Raises ``Trouble``."""
        self.desks.open(show_id)
        return self._channels[show_id]

    def _open_channel(self, desk: Desk) -> None:
        sheet = desk.sheet
        recent = desk.events_after(max(0, sheet.seq - REMEMBERED), REMEMBERED)
        self._channels[sheet.show] = ShowChannel(sheet, recent, self._content())

    def _publish(self, show_id: str, committed: Committed) -> None:
        self.hub.publish(self._channels[show_id], committed)

    def foreshadow(self, show_id: str, sheet: Sheet) -> None:
        """Draw what screens will need of a sheet that is about to come; nothing hangs on it."""
        try:
            self.channel(show_id).foreshadow(sheet)
        except Exception:
            log.exception("a sheet that is about to come could not be drawn beforehand")

    def _until_shown(self) -> None:
        """Wait until the hub has sent what was published before; not for long."""
        done = threading.Event()
        self.hub.call(done.set)
        done.wait(SHOWN_SECONDS)

    # -- who may stay ---------------------------------------------------------------------------

    def _recheck_seats(self) -> None:
        """Send out everybody whose rights are no longer what they came with."""

        def may_not_stay(client: Client) -> bool:
            seat = client.session
            if not isinstance(seat, Seat):
                return True
            identity = self.control.identities.again(seat.identity)
            show = seat.desk.sheet.show
            return identity is None or identity.person_in(show) != seat.person

        self.hub.close_where(may_not_stay, LEFT_OUT, "your access has changed")

    # -- care and end ---------------------------------------------------------------------------

    def _employ(self) -> _Caretaker:
        stop = threading.Event()
        thread = threading.Thread(target=self._care, args=(stop,), name="caretaker", daemon=True)
        thread.start()
        return _Caretaker(stop, thread)

    def _care(self, stop: threading.Event) -> None:
        pruned, turn = 0.0, 0
        while not stop.wait(FOLD_SECONDS):
            turn += 1
            try:
                if turn % CARE_TURNS:
                    self._fold_logs()
                    continue
                self._recheck_seats()  # before what a disk in trouble lets fail
                self.control.identities.flush_seen()
                self._fold_logs()
                self.snapshots.tick()
                self.offsite.tick()
                if time.monotonic() - pruned > 3600:
                    self._forget_old_history()
                    self._report_large_files()
                    pruned = time.monotonic()
            except Trouble as trouble:  # a full disk, say: it is told without a traceback
                log.error("the caretaker comes again: %s", trouble.message)
            except Exception:
                log.exception("the caretaker stumbled; it comes again")

    def _fold_logs(self) -> None:
        """The write-ahead logs, into their databases, where no Litestream does it."""
        if not self.replica.checkpoints_are_ours:
            return
        checkpoint_if_due(self.control.database.writer)
        for desk in self.desks.all_open():
            desk.tidy()

    def _forget_old_history(self) -> None:
        days = self.settings.event_log_keep
        before = milliseconds() - days * 86_400_000
        for desk in self.desks.all_open():
            forgotten = desk.forget(before)
            if forgotten:
                log.info("forgot %d events older than %d days", forgotten, days)

    def _report_large_files(self) -> None:
        limit = self.settings.database_alert_mb
        for path in (self.data.control, *self.data.show_files()):
            megabytes = path.stat().st_size / 1e6
            if megabytes >= limit:
                log.warning("%s has %.0f MB, the alert is set to %d", path, megabytes, limit)

    def drain(self, seconds: float) -> None:
        """Answer what has queued, tell every client that we restart, and let go of the data.

        Takes about ``seconds`` at most. Calling it again does nothing.
        """
        with self._draining:
            if self._drained:
                return
            self._drained = True
        self._caretaker.stop.set()
        self.replica.close()
        if self._office is not None:
            self._office.stop(seconds)
        self.offsite.close(min(seconds, 0.5))  # a store that hangs keeps nobody
        self.snapshots.close(seconds)
        self.desks.close()
        self.hub.stop(1012, "the server is restarting", seconds)
        self.control.close()
        self._ownership.release()


def production() -> Production:
    """The production of the app that is handling this request."""
    found = current_app.extensions["camerasheet"]
    assert isinstance(found, Production)
    return found
