"""A directory of snapshots: ``<stem>.db`` with its manifest ``<stem>.json`` beside it.

A snapshot is there exactly when its manifest is. What is not a snapshot (yet, or any more) has a
name that begins with a dot. A ``.db`` without a manifest was put there by somebody else, or is a
copy from before a migration: it is neither listed nor touched.
"""

import hashlib
import logging
import stat
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from camerasheet.sheet.errors import DatabaseCorrupt, NotFound
from camerasheet.snapshots import names
from camerasheet.snapshots.manifest import Kind, Manifest, parse_manifest
from camerasheet.storage.files import discard, make_directory, sync_directory, write_private
from camerasheet.storage.troubles import storage_errors

log = logging.getLogger(__name__)

Manifests = list[Manifest]
Sentences = list[str]


def sha256_of(path: Path) -> str:
    """The checksum of a file. Other threads run meanwhile."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int:
    """What a file takes; nothing when it is gone, as is soon so while something is made."""
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def is_regular(path: Path) -> bool:
    """Whether there is a file, and not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


class Shelf:
    """The snapshots of one database. Any thread may call any method."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.tidying = threading.Lock()
        """Held by whoever decides, from what there is, which ones go, until they are gone."""
        self._lock = threading.Lock()
        self._given: set[str] = set()  # no name is given twice, even when its file is gone again

    # -- looking --------------------------------------------------------------------------------

    def list(self) -> Manifests:
        """What is there, newest first. A manifest that cannot be read is logged and left out."""
        found = []
        with storage_errors(self.directory):
            paths = list(self.directory.glob("*.json")) if self.directory.is_dir() else []
        for path in paths:
            if not names.is_stem(path.stem):
                continue
            try:
                found.append(self.find(f"{path.stem}.db"))
            except NotFound:
                log.warning("%s has no snapshot beside it", path)  # or it is just being removed
            except DatabaseCorrupt:
                log.warning("%s cannot be read", path)
        return sorted(found, key=_age, reverse=True)

    def find(self, filename: str) -> Manifest:
        """One of them. Raises ``NotFound``, and ``DatabaseCorrupt`` for a damaged manifest."""
        if not names.is_filename(filename):
            raise NotFound("There is no such snapshot.")
        path = self.directory / filename
        described = self._manifest(path.stem)
        with storage_errors(path):
            if not is_regular(path) or not is_regular(described):
                raise NotFound("There is no such snapshot.")
            try:
                manifest = parse_manifest(described.read_bytes())
            except FileNotFoundError:
                raise NotFound("There is no such snapshot.") from None
        if manifest.filename != filename:
            raise DatabaseCorrupt(f"{described} describes {manifest.filename}, not {filename}.")
        return manifest

    def path(self, filename: str) -> Path:
        """Where it lies. Raises ``NotFound``."""
        self.find(filename)
        return self.directory / filename

    def bytes_used(self) -> int:
        """What all files here take, pre-migration copies and leftovers included."""
        with storage_errors(self.directory):
            if not self.directory.is_dir():
                return 0
            return sum(map(_size, self.directory.iterdir()))

    # -- changing -------------------------------------------------------------------------------

    def reserve(self, kind: Kind, at: datetime) -> str:
        """A stem that nobody has and nobody else gets."""
        with storage_errors(self.directory), self._lock:
            make_directory(self.directory)
            stem = names.free_stem(kind, at, self._taken)
            self._given.add(stem)
        return stem

    def partial(self, stem: str) -> Path:
        """Where the file of a snapshot is made before it is one."""
        return self.directory / f".{stem}.db.partial"

    def commit(self, stem: str, manifest: Manifest) -> None:
        """Make a snapshot of the file at ``partial(stem)``: there wholly, or not at all."""
        final, described = self.directory / f"{stem}.db", self._manifest(stem)
        partial, draft = self.partial(stem), self._draft(stem)
        with storage_errors(final):
            try:
                # 1. What is to be, on the disk: from here a killed commit can be finished.
                write_private(draft, manifest.as_text().encode())
                # 2. The file under its name; a link never replaces another file.
                final.hardlink_to(partial)
                partial.unlink()
                sync_directory(self.directory)
                # 3. The commit: its manifest is there.
                draft.replace(described)
            except BaseException:
                for path in (draft, final, partial):
                    discard(path)
                raise
            sync_directory(self.directory)

    def describe(self, filename: str, change: Callable[[Manifest], Manifest]) -> Manifest:
        """Change what is said of a snapshot, at once. Raises ``NotFound``."""
        stem = filename.removesuffix(".db")
        draft = self._draft(stem)
        with storage_errors(draft), self._lock:
            manifest = change(self.find(filename))
            try:
                draft.unlink(missing_ok=True)
                write_private(draft, manifest.as_text().encode())
                draft.replace(self._manifest(stem))
            except BaseException:
                discard(draft)
                raise
            sync_directory(self.directory)
        return manifest

    def remove(self, filename: str) -> None:
        """Remove a snapshot: gone wholly, or still there. Raises ``NotFound``."""
        with storage_errors(self.directory), self._lock:
            self._remove(self.path(filename))

    def remove_unpinned(self, filename: str) -> bool:
        """The same unless it is gone already, or pinned by now; whether this removed it."""
        with storage_errors(self.directory), self._lock:
            try:
                if self.find(filename).pinned:
                    return False
            except NotFound:
                return False
            self._remove(self.directory / filename)
        return True

    def _remove(self, path: Path) -> None:
        going = self._going(path.stem)
        # 1. The commit: without a manifest it is no snapshot any more.
        self._manifest(path.stem).replace(going)
        sync_directory(self.directory)
        # 2. The file, and at last the note that it was to go.
        path.unlink()
        going.unlink()
        sync_directory(self.directory)

    def clear(self) -> Sentences:
        """Finish or clear what a killed process left, and say what. Nobody else may be at work."""
        said: Sentences = []
        with storage_errors(self.directory):
            if not self.directory.is_dir():
                return said
            for going in self.directory.glob(".*.json.deleting"):
                said.append(self._finish_removal(going))
            for draft in self.directory.glob(".*.json.partial"):
                said.append(self._finish_commit(draft))
            for left in self.directory.glob(".*.partial*"):
                left.unlink()
                said.append(f"Cleared {left.name}, which was never finished.")
            if said:
                sync_directory(self.directory)
        return said

    def _finish_removal(self, going: Path) -> str:
        stem = going.name.removeprefix(".").removesuffix(".json.deleting")
        (self.directory / f"{stem}.db").unlink(missing_ok=True)
        going.unlink()
        return f"Finished removing {stem}.db."

    def _finish_commit(self, draft: Path) -> str:
        stem = draft.name.removeprefix(".").removesuffix(".json.partial")
        path = self.directory / f"{stem}.db"
        if self._manifest(stem).exists():
            draft.unlink()
            return f"Left {stem}.db described as it was."
        if is_regular(path):
            manifest = parse_manifest(draft.read_bytes())  # it was synced before the file
            if manifest.size == path.stat().st_size and manifest.sha256 == sha256_of(path):
                draft.replace(self._manifest(stem))
                return f"Finished making {stem}.db."
            path.unlink()
        draft.unlink()
        return f"Cleared {stem}.db, which was never finished."

    def _taken(self, stem: str) -> bool:
        paths = (self.directory / f"{stem}.db", self._manifest(stem), self._going(stem))
        return stem in self._given or any(path.exists() for path in paths)

    def _manifest(self, stem: str) -> Path:
        return self.directory / f"{stem}.json"

    def _draft(self, stem: str) -> Path:
        return self.directory / f".{stem}.json.partial"

    def _going(self, stem: str) -> Path:
        return self.directory / f".{stem}.json.deleting"


def _age(manifest: Manifest) -> tuple[datetime, int, str]:
    """Sorts by when it was made; of one second, ``…_2`` comes before ``…_10``."""
    return manifest.created, len(manifest.filename), manifest.filename
