"""The shelves: making snapshots, looking at them, describing, verifying and removing them."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from camerasheet.sheet.errors import (
    LastVerified,
    SnapshotRefused,
    Trouble,
)
from camerasheet.sheet.model import Sheet
from camerasheet.snapshots import names
from camerasheet.snapshots.apart import Examiner
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.lineages import steadily_aligned
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.making import Label, Maker
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.reader import at_head, load
from camerasheet.snapshots.shelf import Shelf, sha256_of
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.files import discard
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.troubles import storage_errors

_BRACKETED: Final = (Kind.MANUAL, Kind.SCHEDULED)
"""Snapshots before and after which the replica is waited for."""

# A place that may hold a damaged or foreign file: its checksum tells, before anything is opened.
_CHANGED: Final = "This snapshot is not what it was when it was made: its file has changed."


class Keeping:
    """Every show's shelf and control.db's. Any thread may call any method."""

    def __init__(
        self, data: DataDirectory, control: ControlDatabase, live: LiveShows, clock: Clock
    ) -> None:
        self._data = data
        self._control = control
        self._live = live
        self._clock = clock
        self._maker = Maker(clock)
        self._lock = threading.Lock()
        self._shelves: dict[str, Shelf] = {}
        self.control_shelf = Shelf(data.backups_of(data.control))

    def shelf(self, show_id: str) -> Shelf:
        """A show's shelf. Raises ``NotFound`` for what is no show."""
        with self._lock:
            if show_id in self._shelves:
                return self._shelves[show_id]
        self._control.shows.by_id(show_id)
        path = self._data.backups_of(self._data.show_file(show_id))
        with self._lock:
            return self._shelves.setdefault(show_id, Shelf(path))

    def all_shelves(self) -> list[Shelf]:
        """The shelf of every show there is, archived or not, and control.db's."""
        shows = [*self._control.shows.list(), *self._control.shows.list(archived=True)]
        return [self.control_shelf, *(self.shelf(show.id) for show in shows)]

    def create(self, show_id: str, label: Label) -> Manifest:
        """A snapshot of a live show."""
        label = label.tidied()
        show = self._control.shows.by_id(show_id)
        self._live.sheet(show_id)  # its file is brought to head before it is copied
        label = replace(label, slug=show.slug, title=show.title)
        database, shelf = self._data.show_file(show_id), self.shelf(show_id)
        # A restore does its own waiting, and nobody should wait twice to import.
        before = self._live.replicated(show_id) if label.kind in _BRACKETED else None
        made = self._maker.copy(database, shelf, label, DatabaseKind.SHOW)
        if before is not None:
            after = self._live.replicated(show_id)
            made = shelf.describe(
                made.filename, lambda m: replace(m, txid_before=before, txid_after=after)
            )
        self._audit(AuditAction.SNAPSHOT_CREATED, label.by, show_id, made)
        return made

    def create_control(self, label: Label) -> Manifest:
        """A snapshot of control.db."""
        made = self._maker.copy(
            self._data.control, self.control_shelf, label.tidied(), DatabaseKind.CONTROL
        )
        self._audit(AuditAction.SNAPSHOT_CREATED, label.by, None, made)
        return made

    def upload(
        self, show_id: str, label: Label, stream: IO[bytes], most: int, sha256: str | None
    ) -> Manifest:
        """A snapshot from elsewhere, once it was found sound."""
        label = label.tidied()
        made = self._maker.take_in(stream, self.shelf(show_id), label, most, sha256)
        if made.show_id == show_id:
            show = self._control.shows.by_id(show_id)
            made = self.shelf(show_id).describe(
                made.filename, lambda m: replace(m, show_slug=show.slug, show_title=show.title)
            )
        self._audit(AuditAction.SNAPSHOT_UPLOADED, label.by, show_id, made, name=label.name)
        return made

    def adopt(self, show_id: str, file: Path, label: Label) -> Manifest:
        """A snapshot of a file of this show's that came from the replica, once found sound."""
        show = self._control.shows.by_id(show_id)
        label = replace(label.tidied(), slug=show.slug, title=show.title)
        made = self._maker.adopt(file, self.shelf(show_id), label, show_id)
        self._audit(AuditAction.SNAPSHOT_CREATED, label.by, show_id, made, kind=made.kind.value)
        return made

    def sheet(self, show_id: str, filename: str) -> Sheet:
        """What a snapshot says, aligned with the live show."""
        shelf = self.shelf(show_id)
        manifest = shelf.find(filename)
        path = shelf.path(filename)
        with storage_errors(path):
            if path.stat().st_size != manifest.size or sha256_of(path) != manifest.sha256:
                raise SnapshotRefused(_CHANGED)
            # The checksum is that of a file whose tables were found to be ours when it was listed.
            migrated = at_head(path, manifest.revision, shelf.directory)
            try:
                sheet = load(migrated)
            finally:
                if migrated != path:
                    discard(migrated)
        return steadily_aligned(self._live.sheet(show_id), sheet)

    def describe(
        self,
        show_id: str,
        filename: str,
        name: str | None,
        note: str | None,
        pinned: bool | None,
        by: Who,
    ) -> Manifest:
        """Set what people say of a snapshot."""

        def said(manifest: Manifest) -> Manifest:
            return replace(
                manifest,
                name=manifest.name if name is None else names.tidy_name(name),
                note=manifest.note if note is None else names.tidy_note(note),
                pinned=manifest.pinned if pinned is None else pinned,
            )

        before = self.shelf(show_id).find(filename)
        after = self.shelf(show_id).describe(filename, said)
        if after.pinned != before.pinned:
            pinning = AuditAction.SNAPSHOT_PINNED if after.pinned else AuditAction.SNAPSHOT_UNPINNED
            self._audit(pinning, by, show_id, after)
        if (after.name, after.note) != (before.name, before.note):
            self._audit(AuditAction.SNAPSHOT_DESCRIBED, by, show_id, after, name=after.name)
        return after

    def verify(self, show_id: str, filename: str, by: Who) -> Manifest:
        """Read all of a snapshot, and write into its manifest what was found."""
        shelf = self.shelf(show_id)
        manifest = shelf.find(filename)
        problem = ""
        try:
            facts = Examiner(shelf.directory).examine(
                shelf.path(filename),
                Expected(manifest.size, manifest.sha256),
                ours=manifest.kind is not Kind.UPLOADED,
            )
            if facts.digest != manifest.digest:
                problem = "What is in the file is not what its manifest says."
        except SnapshotRefused as refusal:
            problem = refusal.message
        at = self._clock()
        after = shelf.describe(filename, lambda manifest: manifest.verified(at, problem))
        self._audit(
            AuditAction.SNAPSHOT_VERIFIED, by, show_id, after, ok=not problem, problem=problem
        )
        return after

    def delete(self, show_id: str, filename: str, by: Who, last_verified_too: bool) -> None:
        """Remove a snapshot, and the last verified one only when that is meant."""
        shelf = self.shelf(show_id)
        with shelf.tidying:  # or the other sound ones go between looking and doing
            manifest = shelf.find(filename)
            others = [each for each in shelf.list() if each.filename != filename]
            last = bool(manifest.verified_ok) and not any(each.verified_ok for each in others)
            if last and not last_verified_too:
                raise LastVerified(
                    f"{filename} is the last snapshot of this show that is known to be sound. "
                    "Verify another one first, or say that it is to go all the same."
                )
            shelf.remove(filename)
        try:  # after it has gone, because on a full disk that makes room for saying so
            kind = manifest.kind.value
            self._audit(AuditAction.SNAPSHOT_DELETED, by, show_id, manifest, kind=kind)
        except Trouble as trouble:
            raise type(trouble)(
                f"{filename} is deleted, but the audit log could not say so. {trouble}"
            ) from trouble

    def downloaded(self, show_id: str, filename: str, by: Who) -> None:
        """Audit that somebody took a snapshot away."""
        manifest = self.shelf(show_id).find(filename)
        self._audit(AuditAction.SNAPSHOT_DOWNLOADED, by, show_id, manifest)

    def free_bytes(self) -> int:
        """What the disk has left for us."""
        with storage_errors(self._data.backups):
            return shutil.disk_usage(self._data.backups).free

    def _audit(
        self,
        action: AuditAction,
        by: Who,
        show_id: str | None,
        manifest: Manifest,
        **detail: object,
    ) -> None:
        self._control.audit.record(action, by, show_id, filename=manifest.filename, **detail)
