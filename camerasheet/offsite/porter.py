"""What a push and a fetch do, step by step, within their thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from camerasheet.offsite.carrying import Carrying, finished
from camerasheet.offsite.listings import Listings
from camerasheet.offsite.remote import CONTROL, Copy, RemoteShelf
from camerasheet.sheet.errors import AlreadyExists, SnapshotRefused
from camerasheet.snapshots import Job, JobKind, Kind, Manifest, Snapshots
from camerasheet.snapshots.apart import Examiner
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.progress import Progress
from camerasheet.snapshots.shelf import Shelf
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who
from camerasheet.storage.files import make_directory
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.troubles import storage_errors

VERIFY, SEND, FETCH, LIST = "read", "send", "fetch", "list"

_PARTIAL_DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class Porter:
    """Starts jobs that carry snapshots; each runs to its end or raises, its step written down."""

    control: ControlDatabase
    snapshots: Snapshots
    remote: Callable[[str], RemoteShelf]
    listings: Listings
    carrying: Carrying
    clock: Clock

    def shelf(self, show_id: str) -> Shelf:
        """Where a show's snapshots lie here, or control.db's. Raises ``NotFound``."""
        return self.snapshots.control_shelf if show_id == CONTROL else self.snapshots.shelf(show_id)

    # -- there ----------------------------------------------------------------------------------

    def push(self, show_id: str, filename: str, by: Who) -> Job:
        """Start sending a snapshot. Raises ``NotFound``, ``NoOffsite``."""
        remote = self.remote(show_id)
        manifest = self.shelf(show_id).find(filename)
        return self.carrying.start(
            show_id,
            JobKind.PUSH,
            (VERIFY, SEND),
            filename,
            by,
            lambda progress: self._push(progress, remote, manifest, by),
        )

    def _push(self, progress: Progress, remote: RemoteShelf, manifest: Manifest, by: Who) -> None:
        # 1. read: only what is sound is worth keeping elsewhere.
        # 2. send: the file, then its manifest; until that is there nobody sees the file.
        show_id = progress.job.show_id
        shelf = self.shelf(show_id)
        with progress.step(VERIFY):
            manifest = self._sound(show_id, manifest, by)
        with progress.step(SEND):
            path = shelf.path(manifest.filename)
            remote.push(manifest, path, self.carrying.told(progress))
        self._audit(AuditAction.OFFSITE_PUSHED, by, show_id, manifest)
        self.listings.ask(show_id)
        finished(progress, status="pushed")

    def _sound(self, show_id: str, manifest: Manifest, by: Who) -> Manifest:
        if manifest.verified_ok:
            return manifest
        if show_id == CONTROL:
            self._examine(self.shelf(CONTROL).path(manifest.filename), manifest, CONTROL)
            at = self.clock()
            return self.shelf(CONTROL).describe(manifest.filename, lambda m: m.verified(at, ""))
        found = self.snapshots.verify(show_id, manifest.filename, by=by)
        if not found.verified_ok:
            raise SnapshotRefused(f"{manifest.filename} is not sound. {found.problem}")
        return found

    # -- and back -------------------------------------------------------------------------------

    def fetch(self, show_id: str, filename: str, by: Who) -> Job:
        """Start fetching a copy. Raises ``NoOffsite``, ``AlreadyExists`` when it is here."""
        remote = self.remote(show_id)
        if filename in {each.filename for each in self.shelf(show_id).list()}:
            raise AlreadyExists(f"{filename} is here already.")
        return self.carrying.start(
            show_id,
            JobKind.FETCH,
            (LIST, FETCH, VERIFY),
            filename,
            by,
            lambda progress: self._fetch(progress, remote, filename, by),
        )

    def _fetch(self, progress: Progress, remote: RemoteShelf, filename: str, by: Who) -> None:
        # 1. list: what the store has under that name.
        # 2. fetch: into a file that begins with a dot, the rest of it if some is there.
        # 3. read: by a process of its own, like any file that comes from elsewhere; then it is
        #    listed. It is pinned: the schedule would remove an old one within the hour.
        show_id = progress.job.show_id
        with progress.step(LIST):
            copy = remote.find(filename)
        shelf = self.shelf(show_id)
        partial = partial_of(shelf, copy)
        with progress.step(FETCH):
            with storage_errors(shelf.directory):
                make_directory(shelf.directory)
            remote.fetch(copy, partial, self.carrying.told(progress))
        with progress.step(VERIFY):
            self._examine(partial, copy.manifest, show_id)
            made = self._take_in(shelf, copy, partial)
        self._audit(AuditAction.OFFSITE_FETCHED, by, show_id, made, name=made.name)
        finished(progress, status="fetched", here=made.filename)

    def _examine(self, path: Path, manifest: Manifest, show_id: str) -> None:
        kind = DatabaseKind.CONTROL if show_id == CONTROL else DatabaseKind.SHOW
        expected = Expected(manifest.size, manifest.sha256)
        facts = Examiner(path.parent).examine(path, expected, ours=False, kind=kind)
        if kind is DatabaseKind.SHOW and facts.digest != manifest.digest:
            raise SnapshotRefused("What is in the file is not what its manifest says.")

    def _take_in(self, shelf: Shelf, copy: Copy, partial: Path) -> Manifest:
        stem = copy.filename.removesuffix(".db")
        at = self.clock()
        made = replace(copy.manifest.verified(at, ""), pinned=True)
        with storage_errors(partial):
            partial.replace(shelf.partial(stem))
        shelf.commit(stem, made)
        return made

    def clear_partials(self, show_id: str) -> None:
        """Remove what broken-off fetches left days ago."""
        shelf = self.shelf(show_id)
        old = (self.clock() - timedelta(days=_PARTIAL_DAYS)).timestamp()
        with storage_errors(shelf.directory):
            for left in shelf.directory.glob(".fetch_*.part"):
                with suppress(FileNotFoundError):  # a fetch may end just now
                    if left.stat().st_mtime < old:
                        left.unlink()

    def _audit(
        self, action: AuditAction, by: Who, show_id: str, manifest: Manifest, **detail: object
    ) -> None:
        show = None if show_id == CONTROL else show_id
        self.control.audit.record(action, by, show, filename=manifest.filename, **detail)


def partial_of(shelf: Shelf, copy: Copy) -> Path:
    """Where a fetch collects a copy: named by what it is to be, so that only that goes on in it.

    Unlike what a killed process leaves elsewhere, it is kept over a restart.
    """
    stem = copy.filename.removesuffix(".db")
    return shelf.directory / f".fetch_{stem}_{copy.manifest.sha256[:16]}.part"


def worth_pushing(manifests: list[Manifest], show_id: str) -> Manifest | None:
    """The newest snapshot of that very show that is not known to be damaged."""
    for manifest in manifests:
        ours = show_id in (CONTROL, manifest.show_id) and manifest.kind is not Kind.UPLOADED
        if ours and manifest.verified_ok is not False:
            return manifest
    return None


def same_words(one: Manifest, other: Manifest) -> bool:
    """Whether people say the same of both."""
    words = ("name", "note", "pinned", "verified_ok")
    return all(getattr(one, word) == getattr(other, word) for word in words)


def newest_pushed(copies: list[Copy]) -> datetime | None:
    """When something was pushed last."""
    return max((copy.pushed for copy in copies), default=None)
