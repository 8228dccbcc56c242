"""What control.db knows of the shows, and what it is told after a recovery."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camerasheet.recovery.report import Outcome, Report
from camerasheet.recovery.sources import Sources, Unreachable
from camerasheet.sheet.errors import AlreadyExists, Malformed
from camerasheet.snapshots.manifest import Manifest
from camerasheet.storage import sqlite
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.troubles import storage_errors


@dataclass(frozen=True, slots=True)
class Records:
    """control.db of a directory that we own and nobody serves, sound by now."""

    data: DataDirectory
    clock: Clock

    def known_shows(self) -> set[str]:
        """The ids of the shows that it has, archived ones too; read whatever its revision is."""
        return {row[0] for row in self._ask("SELECT id FROM shows")}

    def heard_of(self, show_id: str) -> bool:
        """Whether its audit log speaks of the show: then it was removed on purpose since."""
        found = self._ask("SELECT 1 FROM audit WHERE show_id = ? LIMIT 1", show_id)
        return bool(found)

    def _ask(self, statement: str, *values: str) -> list[Any]:
        path = self.data.control
        if not path.exists():
            return []
        with storage_errors(path), closing(sqlite.open_raw(path, "ro")) as connection:
            return connection.execute(statement, values).fetchall()

    def write(self, report: Report, orphans: list[str], sources: Sources, *, stale: bool) -> None:
        """Write down what was done, record the shows ``orphans`` whose files are there, and with
        ``stale`` end every session, link and token: some were revoked since, perhaps."""
        if report.nothing_done:
            return
        control = open_control(self.data, self.clock)
        try:
            for outcome in report.outcomes:
                self._audit(control, outcome)
            if stale:
                control.revoke_everything(by=SYSTEM)
                report.revoked = True
            for show_id in orphans:
                path = self.data.show_file(show_id)
                if path.exists():
                    report.adopted.append(self._adopt(control, path, sources))
        finally:
            control.close()

    def _audit(self, control: ControlDatabase, outcome: Outcome) -> None:
        show = outcome.database.removesuffix(".db")
        said = outcome.as_json()
        detail = {
            "database": said["database"],
            "state": said["state"],
            "source": said["source"],
            "snapshot": said["snapshot"],
            "as_of": said["at"],
            "set_aside": said["set_aside"],
        }
        action = AuditAction.DATABASE_RECOVERED
        if not outcome.recovered:
            action = AuditAction.DATABASE_SET_ASIDE
        control.audit.record(action, SYSTEM, None if show == "control" else show, **detail)

    def _adopt(self, control: ControlDatabase, path: Path, sources: Sources) -> str:
        """Record a show under the address it had when its newest snapshot was made, if any."""
        show_id = path.stem
        manifest = _last_known(sources, path)
        slug = manifest.show_slug if manifest else ""
        title = (manifest.show_title if manifest else "") or "A show that was brought back"
        for wanted in (slug, f"recovered-{show_id[-8:].lower()}"):
            try:
                show = control.shows.create(wanted, title, by=SYSTEM, show_id=show_id)
            except (AlreadyExists, Malformed):
                continue
            control.audit.record(AuditAction.SHOW_ADOPTED, SYSTEM, show_id, slug=show.slug)
            return show.slug
        raise AlreadyExists(f"The show {show_id} cannot be recorded: its addresses are taken.")


def _last_known(sources: Sources, path: Path) -> Manifest | None:
    try:
        return sources.newest_manifest(path)
    except Unreachable:
        return None
