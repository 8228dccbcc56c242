"""Making snapshots, and taking in those that come from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from ulid import ULID

from camerasheet import __version__
from camerasheet.sheet.errors import SnapshotRefused, TooLarge
from camerasheet.snapshots import names
from camerasheet.snapshots.apart import Examiner
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.reader import Facts
from camerasheet.snapshots.shelf import Shelf, sha256_of
from camerasheet.storage import migrate
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.identity import Who
from camerasheet.storage.copies import copy_database
from camerasheet.storage.files import create_private, discard, make_directory, sync_file
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.troubles import storage_errors

_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Label:
    """What people say of a snapshot, tidied."""

    kind: Kind
    by: Who
    name: str = ""
    note: str = ""
    pinned: bool = False
    slug: str = ""
    title: str = ""

    def tidied(self) -> "Label":
        """The same, as it is kept. Raises ``Malformed``."""
        return replace(self, name=names.tidy_name(self.name), note=names.tidy_note(self.note))


@dataclass(frozen=True, slots=True)
class Maker:
    """Puts snapshots on shelves. What fails leaves nothing there."""

    clock: Clock

    def copy(self, database: Path, shelf: Shelf, label: Label, kind: DatabaseKind) -> Manifest:
        """A snapshot of a database in use. Its writers never wait. Raises ``Trouble``."""
        at = self.clock()
        stem = shelf.reserve(label.kind, at)
        partial = shelf.partial(stem)

        def read() -> Facts:
            # The copy is of a live file, which start-up has brought to head.
            revision = migrate.head(kind)
            if kind is DatabaseKind.CONTROL:
                return Facts(revision)
            return Examiner(shelf.directory).contents(partial, revision)

        try:
            copy_database(database, partial)
            return self._commit(shelf, stem, at, label, read)
        finally:
            _clear(partial)

    def take_in(
        self, stream: IO[bytes], shelf: Shelf, label: Label, most: int, sha256: str | None
    ) -> Manifest:
        """A snapshot of a file that somebody sends; at most ``most`` bytes of it are read.

        Raises ``TooLarge``, ``SnapshotRefused``, ``SnapshotTooNew``, ``StorageFailed``.
        """
        at = self.clock()
        stem = shelf.reserve(label.kind, at)
        quarantine = shelf.directory / f".upload-{ULID()}.partial"
        partial = shelf.partial(stem)
        with storage_errors(quarantine):
            make_directory(shelf.directory)
            try:
                _receive(stream, quarantine, most)
                examiner = Examiner(shelf.directory)
                facts = examiner.examine(quarantine, Expected(sha256=sha256), ours=False)
                quarantine.replace(partial)
                return self._commit(shelf, stem, at, label, lambda: facts)
            finally:
                _clear(quarantine)
                _clear(partial)

    def adopt(self, file: Path, shelf: Shelf, label: Label, show_id: str) -> Manifest:
        """A snapshot of a file on the shelf's disk, which is taken away from where it is.

        Raises ``SnapshotRefused`` also for another show's than ``show_id``'s, ``SnapshotTooNew``,
        ``StorageFailed``.
        """
        at = self.clock()
        stem = shelf.reserve(label.kind, at)
        partial = shelf.partial(stem)
        with storage_errors(file):
            try:
                sync_file(file)
                facts = Examiner(shelf.directory).examine(file, Expected(), ours=False)
                if facts.show_id != show_id:
                    raise SnapshotRefused("This file holds another show.")
                file.replace(partial)
                return self._commit(shelf, stem, at, label, lambda: facts)
            finally:
                _clear(file)
                _clear(partial)

    def _commit(
        self, shelf: Shelf, stem: str, at: datetime, label: Label, read: Callable[[], Facts]
    ) -> Manifest:
        partial = shelf.partial(stem)
        facts = read()
        with storage_errors(partial):
            manifest = Manifest(
                filename=f"{stem}.db",
                kind=label.kind,
                size=partial.stat().st_size,
                sha256=sha256_of(partial),
                created=at,
                by_id=label.by.id,
                by_name=label.by.name,
                show_id=facts.show_id,
                show_slug=label.slug,
                show_title=label.title,
                revision=facts.revision,
                cues=facts.cues,
                cameras=facts.cameras,
                shots=facts.shots,
                digest=facts.digest,
                seq=facts.seq,
                epoch=facts.epoch,
                app_version=__version__,
                name=label.name,
                note=label.note,
                pinned=label.pinned,
            )
        shelf.commit(stem, manifest)
        return manifest


def _receive(stream: IO[bytes], quarantine: Path, most: int) -> None:
    create_private(quarantine)
    size = 0
    with quarantine.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLarge(
                    f"This file is over the {most / 1e6:.0f} MB that are accepted "
                    "(CAMERASHEET_MAX_UPLOAD_BYTES).",
                    limit=most,
                )
            file.write(chunk)
    if size == 0:
        raise SnapshotRefused("This file is empty.")
    sync_file(quarantine)


def _clear(path: Path) -> None:
    """Remove a file and what SQLite left beside it."""
    discard(path, "-wal", "-shm", "-journal")
