"""Where a database can be brought back from: the replica, the bucket, the shelf beside it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from camerasheet.config import Settings
from camerasheet.offsite import CONTROL, Bucket, Copy, RemoteShelf, prefix_of
from camerasheet.recovery.placing import clear_scratch, examined, scratch_of
from camerasheet.recovery.report import Origin, Source
from camerasheet.replica import program
from camerasheet.replica.places import InBucket, Places
from camerasheet.sheet.errors import (
    CamerasheetError,
    DatabaseTooNew,
    NotFound,
    OffsiteFailed,
    ReplicaEmpty,
    ReplicaFailed,
    SnapshotRefused,
)
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.reader import Facts
from camerasheet.snapshots.shelf import Shelf
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.troubles import storage_errors

log = logging.getLogger(__name__)


class Unreachable(Exception):
    """A place that may have everything does not answer; the text is a sentence."""


def kind_of(data: DataDirectory, path: Path) -> DatabaseKind:
    """Which kind of database belongs at ``path``."""
    return DatabaseKind.CONTROL if path == data.control else DatabaseKind.SHOW


@dataclass(slots=True)
class Sources:
    """``only_here``: the replica and the bucket are not asked, whatever they may have."""

    data: DataDirectory
    places: Places | None
    bucket: Bucket | None
    prefix: str
    only_here: bool = False
    tried: list[str] = field(default_factory=list)

    @classmethod
    def from_settings(cls, settings: Settings, environ: Mapping[str, str]) -> Self:
        """Those of the settings. Raises ``BadSetting``."""
        return cls(
            DataDirectory(settings.data),
            Places.from_settings(settings, environ),
            Bucket.from_settings(settings),
            prefix_of(settings),
        )

    def close(self) -> None:
        """Let go of the connections."""
        if self.bucket is not None:
            self.bucket.close()

    # -- which shows there are ------------------------------------------------------------------

    def shows(self) -> set[str]:
        """The ids of all shows that any of the places has something of. Raises ``Unreachable``."""
        found = {path.stem for path in self.data.show_files()}
        found |= {path.name for path in self.data.backups.iterdir() if Shelf(path).list()}
        if not self.only_here:
            found |= set(self._in_replica()) | set(self._offsite())
        return {each for each in found if self._is_show(each)}

    def _in_replica(self) -> list[str]:
        if self.places is None:
            return []
        where = self.places.where
        try:
            if isinstance(where, InBucket):
                assert self.bucket is not None  # it is the same one
                names = self.bucket.folders(f"{where.key}/shows/")
                return self.places.shows_listing(f"shows/{name}" for name in names)
            return self.places.shows_listing()
        except (OffsiteFailed, OSError) as error:
            message = error.message if isinstance(error, CamerasheetError) else str(error)
            raise Unreachable(message) from error

    def _offsite(self) -> list[str]:
        if self.bucket is None:
            return []
        try:
            return list(self.bucket.folders(self.prefix))
        except OffsiteFailed as error:
            raise Unreachable(error.message) from error

    def _is_show(self, name: str) -> bool:
        try:
            return self.data.show_file(name).stem == name
        except CamerasheetError:
            return False

    # -- bringing back --------------------------------------------------------------------------

    def bring(self, path: Path) -> tuple[Origin, Facts] | None:
        """The best that there is of a database, examined, at ``scratch_of(path)``.

        The replica's last state; else the newest snapshot, offsite or here, that is sound. None
        when there is nothing. ``tried`` says what was no use. Raises ``Unreachable``.
        """
        self.tried = []
        return self.from_replica(path) or self._from_snapshots(path)

    def from_replica(self, path: Path) -> tuple[Origin, Facts] | None:
        """The replica's last state, examined, or None. Raises ``Unreachable``."""
        if self.places is None or self.only_here:
            return None
        clear_scratch(path)
        self._knock()
        try:
            at = max((f.at for f in program.ltx_files(self.places, path)), default=None)
            program.restore(self.places, path, scratch_of(path))
        except ReplicaEmpty:
            return None
        except ReplicaFailed as error:
            if "could not be read" in error.message and self._answers(path):
                self.tried.append(f"The replica is no use: {error.message}")
                return None
            raise Unreachable(error.message) from error
        facts = self._examined(path, "The replica", None)
        return (Origin(Source.REPLICA, at=at), facts) if facts else None

    def _knock(self) -> None:
        """Raise ``Unreachable`` at once, where Litestream would try for long."""
        if self.bucket is not None and self.places is not None:
            self._in_replica()

    def _answers(self, path: Path) -> bool:
        """Whether the replica can be listed: then it is its content that is no use."""
        assert self.places is not None
        try:
            return bool(program.ltx_files(self.places, path))
        except ReplicaFailed:
            return False

    def _from_snapshots(self, path: Path) -> tuple[Origin, Facts] | None:
        for manifest, copy in self._snapshots(path):
            clear_scratch(path)
            source = Source.LOCAL if copy is None else Source.OFFSITE
            named = f"The {'snapshot' if copy is None else 'offsite snapshot'} {manifest.filename}"
            try:
                self._fetch(path, manifest, copy)
            except OffsiteFailed as error:
                raise Unreachable(error.message) from error
            except (NotFound, SnapshotRefused) as error:
                self.tried.append(f"{named} is no use: {error.message}")
                continue
            facts = self._examined(path, named, Expected(manifest.size, manifest.sha256))
            if facts is not None:
                return Origin(source, manifest.filename, manifest.created), facts
        return None

    def _snapshots(self, path: Path) -> Iterator[tuple[Manifest, Copy | None]]:
        """Those of that very database that nobody found damaged, newest first, each once."""
        local = self._shelf(path).list()
        here = {each.sha256 for each in local}
        found: list[tuple[Manifest, Copy | None]] = [(each, None) for each in local]
        found += [
            (copy.manifest, copy) for copy in self._copies(path) if copy.manifest.sha256 not in here
        ]
        own = "" if path == self.data.control else path.stem
        found = [
            (each, copy)
            for each, copy in found
            if each.show_id == own
            and each.verified_ok is not False
            and each.kind is not Kind.UPLOADED
        ]
        return iter(sorted(found, key=lambda pair: pair[0].created, reverse=True))

    def _copies(self, path: Path) -> list[Copy]:
        remote = self._remote(path)
        if remote is None or self.only_here:
            return []
        try:
            return remote.list()
        except OffsiteFailed as error:
            raise Unreachable(error.message) from error

    def _fetch(self, path: Path, manifest: Manifest, copy: Copy | None) -> None:
        scratch = scratch_of(path)
        if copy is None:
            source = self._shelf(path).path(manifest.filename)
            with storage_errors(scratch):
                shutil.copyfile(source, scratch)
            return
        remote = self._remote(path)
        assert remote is not None  # it was listed there
        remote.fetch(copy, scratch, lambda done, size: None)

    def _examined(self, path: Path, named: str, expected: Expected | None) -> Facts | None:
        """What is in the file that was brought; None, and gone, when it is no use."""
        kind = kind_of(self.data, path)
        try:
            facts = examined(scratch_of(path), kind, expected)
            if kind is DatabaseKind.SHOW and facts.show_id != path.stem:
                raise SnapshotRefused("It is of another show.")
        except (SnapshotRefused, DatabaseTooNew) as refusal:
            self.tried.append(f"{named} is no use: {refusal.message}")
            clear_scratch(path)
            return None
        return facts

    def newest_manifest(self, path: Path) -> Manifest | None:
        """The newest one of a show, for what it was called. Raises ``Unreachable``."""
        found = next(self._snapshots(path), None)
        return found[0] if found else None

    def _shelf(self, path: Path) -> Shelf:
        return Shelf(self.data.backups_of(path))

    def _remote(self, path: Path) -> RemoteShelf | None:
        if self.bucket is None:
            return None
        name = CONTROL if path == self.data.control else path.stem
        return RemoteShelf(self.bucket, self.prefix, name)
