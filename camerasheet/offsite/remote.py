"""One database's copies in the bucket: ``…/offsite/<show id>/<stem>.db`` and its manifest.

As on the local shelf, a copy is there exactly when its manifest is: that is sent last, and goes
first. So nothing that was broken off is ever listed.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from camerasheet.config import Settings
from camerasheet.offsite.bucket import Bucket, Found
from camerasheet.offsite.receiving import receive
from camerasheet.offsite.sending import Told, give_up, send
from camerasheet.sheet.errors import AlreadyExists, DatabaseCorrupt, NotFound
from camerasheet.snapshots.manifest import Manifest, parse_manifest
from camerasheet.snapshots.names import is_filename, is_stem

log = logging.getLogger(__name__)

CONTROL: Final = "control"
"""Stands for a show's id where the copies are of control.db."""

_MANIFEST_MOST: Final = 64 * 1024
_BROKEN_OFF: Final = timedelta(days=7)
"""How long a broken-off upload may be taken up again."""

Copies = list["Copy"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the bucket, and when it was pushed there."""

    manifest: Manifest
    pushed: datetime

    @property
    def filename(self) -> str:
        """What it is called, here and there."""
        return self.manifest.filename


def prefix_of(settings: Settings) -> str:
    """What the keys of all offsite copies begin with, slash included."""
    return f"{settings.s3_prefix}/offsite/" if settings.s3_prefix else "offsite/"


class RemoteShelf:
    """The copies of one database. Any thread may call any method.

    Each raises ``OffsiteFailed`` when the store fails.
    """

    def __init__(self, bucket: Bucket, prefix: str, name: str) -> None:
        """``name`` is a show's id, or ``CONTROL``; ``prefix`` is ``prefix_of`` the settings."""
        self._bucket = bucket
        self.tidying = threading.Lock()
        """Held by whoever decides, from what there is, which ones go, until they are gone."""
        self._prefix = f"{prefix}{name}/"
        self._read: dict[str, tuple[str, Manifest]] = {}  # by key, with the etag that it had

    # -- looking --------------------------------------------------------------------------------

    def list(self) -> Copies:
        """What is there, newest first. What is not understood is logged and left out."""
        found = {each.key: each for each in self._bucket.list(self._prefix)}
        copies = []
        for key, each in found.items():
            stem = key[len(self._prefix) :].removesuffix(".json")
            if not key.endswith(".json") or not is_stem(stem):
                continue
            manifest = self._manifest(each)
            file = found.get(self._key(f"{stem}.db"))
            if manifest is None or manifest.filename != f"{stem}.db":
                log.warning("the offsite object %s is no manifest of ours", key)
            elif file is None or file.size != manifest.size:
                log.warning("the offsite copy %s is not whole", key)
            else:
                copies.append(Copy(manifest, each.modified))
        return sorted(copies, key=_age, reverse=True)

    def find(self, filename: str) -> Copy:
        """One of them. Raises ``NotFound``."""
        for copy in self.list():
            if copy.filename == filename:
                return copy
        raise NotFound("There is no such offsite copy.")

    def _manifest(self, found: Found) -> Manifest | None:
        known = self._read.get(found.key)
        if known is not None and known[0] == found.etag:
            return known[1]
        try:
            text = self._bucket.get(found.key, _MANIFEST_MOST).decode()
            manifest = parse_manifest(text)
        except (DatabaseCorrupt, NotFound, UnicodeDecodeError):
            return None
        self._read[found.key] = (found.etag, manifest)
        return manifest

    # -- carrying -------------------------------------------------------------------------------

    def push(self, manifest: Manifest, path: Path, told: Told) -> None:
        """Send a snapshot, or the rest of it. One that is there already is left as it is.

        Raises ``AlreadyExists`` for another one of that name, ``SnapshotRefused`` when the file
        is not what its manifest says.
        """
        there = next((each for each in self.list() if each.filename == manifest.filename), None)
        if there is None:
            # 1. The file, under a name that nobody looks for.
            send(self._bucket, self._key(manifest.filename), path, manifest.sha256, told)
            # 2. The commit: its manifest is there.
            self.describe(manifest)
        elif there.manifest.sha256 != manifest.sha256:
            raise AlreadyExists(
                f"Another snapshot is offsite under the name {manifest.filename}. Make a new one."
            )

    def describe(self, manifest: Manifest) -> None:
        """Store a manifest: what is said of a copy, and that it is there."""
        content = manifest.as_text().encode()
        key = self._key(f"{manifest.filename.removesuffix('.db')}.json")
        self._bucket.put(key, content, hashlib.sha256(content).hexdigest())

    def fetch(self, copy: Copy, target: Path, told: Told) -> None:
        """Have a copy's file at ``target``, or the rest of it; its checksum holds then.

        Raises ``NotFound``, ``SnapshotRefused`` when it is not what was pushed, ``StorageFailed``.
        """
        found = self._bucket.head(self._key(copy.filename))
        receive(self._bucket, found, copy.manifest.sha256, target, told)

    def remove(self, filename: str) -> None:
        """Remove a copy: gone wholly, or still there. One that is not there is gone already."""
        if not is_filename(filename):
            raise NotFound("There is no such offsite copy.")
        # 1. The commit: without its manifest it is none.  2. The file.
        self._bucket.delete(self._key(f"{filename.removesuffix('.db')}.json"))
        self._bucket.delete(self._key(filename))

    def clear(self, now: datetime) -> int:
        """Give up what was broken off a week ago and more; how much that was."""
        old = now - _BROKEN_OFF
        found = {each.key: each for each in self._bucket.list(self._prefix)}
        stray = [
            each.key
            for each in found.values()
            if each.key.endswith(".db")
            and f"{each.key.removesuffix('.db')}.json" not in found
            and each.modified < old
        ]
        for key in stray:
            self._bucket.delete(key)
        return len(stray) + give_up(self._bucket, self._prefix, old)

    def _key(self, filename: str) -> str:
        return f"{self._prefix}{filename}"


def _age(copy: Copy) -> tuple[datetime, int, str]:
    """As on the local shelf: of one second, ``…_2`` comes before ``…_10``."""
    return copy.manifest.created, len(copy.filename), copy.filename
