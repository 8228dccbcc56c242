"""What snapshots need without anybody asking: the schedule, retention, and restore drills."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from camerasheet.sheet.errors import CamerasheetError, Trouble
from camerasheet.snapshots import drill
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.retention import to_prune
from camerasheet.snapshots.shelf import Shelf
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.care import DrillResult, Policy
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import SYSTEM, Who
from camerasheet.storage.control.jobs import JobKind
from camerasheet.storage.control.shows import Show

log = logging.getLogger(__name__)

PRUNE_EVERY: Final = timedelta(hours=1)
AGAIN_AFTER: Final = timedelta(minutes=10)
"""When what failed is tried again: a full disk is not fuller for being asked every 20 seconds."""
CONTROL_POLICY: Final = Policy(
    every_minutes=1440, keep_last=3, keep_hourly=0, keep_daily=7, keep_weekly=4
)


@dataclass(slots=True)
class Caring:
    """``make`` and ``make_control`` make a scheduled snapshot."""

    control: ControlDatabase
    live: LiveShows
    shelf: Callable[[str], Shelf]
    control_shelf: Shelf
    make: Callable[[str], Manifest]
    make_control: Callable[[], Manifest]
    keep_manual: int
    clock: Clock
    _later: dict[str, datetime] = field(default_factory=dict)
    _pruned: dict[str, datetime] = field(default_factory=dict)

    def tick(self) -> None:
        """Do what is due for every show in use."""
        for show in self.control.shows.list():
            self._try(f"snapshot {show.id}", show.id, lambda show=show: self._make_due(show))  # type: ignore[misc]
            self._try(f"prune {show.id}", show.id, lambda show=show: self._prune_due(show))  # type: ignore[misc]
            self._try(f"drill {show.id}", show.id, lambda show=show: self._drill_due(show))  # type: ignore[misc]
        self._try("snapshot control", "control", self._make_control_due)

    def prune(self, shelf: Shelf, policy: Policy, show_id: str | None) -> list[Manifest]:
        """Remove what is no longer kept; those that went.

        Not what somebody pins while this is at work.
        """
        gone = []
        with shelf.tidying:
            there = {manifest.filename: manifest for manifest in shelf.list()}
            for filename in to_prune(list(there.values()), policy, self.keep_manual, self.clock()):
                if not shelf.remove_unpinned(filename):
                    continue
                self.control.audit.record(
                    AuditAction.SNAPSHOT_PRUNED, SYSTEM, show_id, filename=filename
                )
                gone.append(there[filename])
        return gone

    def drill(self, show_id: str, by: Who) -> DrillResult:
        """Hold a drill with the newest snapshot, and remember how it went."""
        shelf = self.shelf(show_id)
        snapshots = shelf.list()
        began = time.monotonic()
        if not snapshots:
            problem, filename = "There is no snapshot to restore.", ""
        else:
            filename = snapshots[0].filename
            problem = drill.hold(shelf, snapshots[0])
        seconds = round(time.monotonic() - began, 3)
        result = DrillResult(self.clock(), not problem, filename, problem, seconds)
        if filename:
            shelf.describe(filename, lambda manifest: manifest.verified(result.at, problem))
        self.control.care.record_drill(show_id, result, by=by)
        if problem:
            log.error("the restore drill of show %s failed: %s", show_id, problem)
        return result

    def _make_due(self, show: Show) -> None:
        policy = self.control.care.policy(show.id)
        if not policy.on or self.control.jobs.running(show.id):
            return
        snapshots = self.shelf(show.id).list()
        scheduled = [each.created for each in snapshots if each.kind is Kind.SCHEDULED]
        last = max(scheduled, default=show.created_at)
        if self.clock() - last < timedelta(minutes=policy.every_minutes):
            return
        seq = self.live.sheet(show.id).seq
        if any(each.seq == seq and each.show_id == show.id for each in snapshots):
            return  # nothing has changed since one that there is
        self.make(show.id)

    def _prune_due(self, show: Show) -> None:
        now = self.clock()
        if now - self._pruned.get(show.id, show.created_at) >= PRUNE_EVERY:
            self._pruned[show.id] = now
            self.prune(self.shelf(show.id), self.control.care.policy(show.id), show.id)

    def _drill_due(self, show: Show) -> None:
        hours = self.control.care.policy(show.id).drill_hours
        if not hours:
            return
        last = self.control.care.last_drill(show.id)
        since = last.at if last else show.created_at
        if self.clock() - since >= timedelta(hours=hours) and self.shelf(show.id).list():
            self.drill(show.id, SYSTEM)

    def _make_control_due(self) -> None:
        last = max((each.created for each in self.control_shelf.list()), default=None)
        if last is None:
            shows = self.control.shows.list()
            last = min((show.created_at for show in shows), default=self.clock())
        if self.clock() - last >= timedelta(minutes=CONTROL_POLICY.every_minutes):
            self.make_control()
            self.prune(self.control_shelf, CONTROL_POLICY, None)

    def _try(self, what: str, show_id: str, step: Callable[[], None]) -> None:
        """Do something now, or ten minutes after it failed. A failure is shown, not only logged."""
        now = self.clock()
        if now < self._later.get(what, now):
            return
        try:
            step()
        except CamerasheetError as error:
            self._later[what] = now + AGAIN_AFTER
            log.error("%s: %s", what, error.message)
            try:
                self.control.jobs.note_failure(show_id, JobKind.SNAPSHOT, error.as_json(), SYSTEM)
            except Trouble as trouble:  # the same full disk
                log.error("that could not be written down either: %s", trouble.message)
