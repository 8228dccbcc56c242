"""Fetching a file from the bucket, going on where an earlier attempt broke off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from camerasheet.offsite.bucket import Bucket, Found
from camerasheet.offsite.sending import Told
from camerasheet.sheet.errors import OffsiteFailed, SnapshotRefused
from camerasheet.snapshots.shelf import sha256_of
from camerasheet.storage.files import create_private
from camerasheet.storage.troubles import storage_errors

_ATTEMPTS: Final = 4
"""In a row, each without a single byte."""


def receive(bucket: Bucket, found: Found, sha256: str, target: Path, told: Told) -> None:
    """Have all of an object at ``target``, on the disk, with that SHA-256.

    What is there already is taken for the beginning of it, and stays there when it breaks off.
    Raises ``OffsiteFailed``, ``SnapshotRefused`` with nothing left when what came is another file,
    ``StorageFailed``, and what ``told`` raises.
    """
    with storage_errors(target):
        if not target.exists():
            create_private(target)
        if target.stat().st_size > found.size:
            os.truncate(target, 0)
        _all_of_it(bucket, found, target, told)
        if sha256_of(target) != sha256:
            target.unlink()
            raise SnapshotRefused("What came back is not what was pushed: its checksum differs.")


def _all_of_it(bucket: Bucket, found: Found, target: Path, told: Told) -> None:
    failures = 0
    with target.open("ab") as file:
        have = file.tell()
        told(have, found.size)
        while have < found.size:
            before = have
            try:
                for piece in bucket.read(found.key, have, found.etag):
                    file.write(piece)
                    have += len(piece)
                    told(have, found.size)
            except OffsiteFailed:
                failures = 0 if have > before else failures + 1
                if failures >= _ATTEMPTS:
                    raise
            else:
                failures = 0 if have > before else _ATTEMPTS
                if failures:
                    raise OffsiteFailed(f"The store sends nothing of {found.key}.")
        file.flush()
        os.fsync(file.fileno())
