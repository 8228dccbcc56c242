"""Sending a file to the bucket so that what was sent is not sent again when it breaks off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from camerasheet.offsite.bucket import Bucket, Part
from camerasheet.sheet.errors import OffsiteFailed, SnapshotRefused
from camerasheet.storage.troubles import storage_errors

PART_BYTES: Final = 8 * 1024**2
_MOST_PARTS: Final = 9_000  # S3 takes 10,000

Told = Callable[[int, int], None]
"""Called with the bytes that are there so far and those there will be; may raise to break off."""

CHANGED: Final = "This snapshot is not what it was when it was made: its file has changed."


def send(bucket: Bucket, key: str, path: Path, sha256: str, told: Told) -> None:
    """Store a file under ``key``, going on with what an earlier attempt has left there.

    Raises ``SnapshotRefused`` when the file's SHA-256 is not ``sha256``, ``OffsiteFailed`` with
    the parts that were sent kept for the next attempt, and what ``told`` raises.
    """
    with storage_errors(path):
        size = path.stat().st_size
    told(0, size)
    if size <= PART_BYTES:
        content = path.read_bytes()
        _check(hashlib.sha256(content).hexdigest(), sha256)
        bucket.put(key, content, sha256)
    else:
        _send_in_parts(bucket, key, path, size, sha256, told)
    told(size, size)
    found = bucket.head(key)
    if found.size != size or found.sha256 != sha256:
        bucket.delete(key)
        raise OffsiteFailed(f"The store has not kept {key} as it was sent. It is sent anew.")


def _send_in_parts(
    bucket: Bucket, key: str, path: Path, size: int, sha256: str, told: Told
) -> None:
    upload, there = _begun(bucket, key) or (bucket.begin(key, sha256), {})
    parts: list[Part] = []
    whole = hashlib.sha256()
    done = 0
    for number, content in _pieces(path, _part_bytes(size)):
        whole.update(content)
        known = there.get(number)
        # The MD5 only finds out whether a part is there already; the whole is checked by SHA-256.
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if known is None or (known.size, known.etag) != (len(content), md5):
            known = bucket.send_part(key, upload, number, content)
        parts.append(known)
        done += len(content)
        told(done, size)
    try:
        _check(whole.hexdigest(), sha256)
    except SnapshotRefused:
        bucket.abort(key, upload)
        raise
    bucket.finish(key, upload, parts)


def _begun(bucket: Bucket, key: str) -> tuple[str, dict[int, Part]] | None:
    """The newest upload of that object that was broken off, with what it has."""
    begun = [(at, upload) for found, upload, at in bucket.uploads(key) if found == key]
    if not begun:
        return None
    _, upload = max(begun)
    return upload, bucket.parts(key, upload)


def _part_bytes(size: int) -> int:
    """The same for the same file each time, so that parts are found again."""
    part = PART_BYTES
    while size > part * _MOST_PARTS:
        part *= 2
    return part


def _pieces(path: Path, length: int) -> Iterator[tuple[int, bytes]]:
    with storage_errors(path), path.open("rb") as file:
        number = 0
        while content := file.read(length):
            number += 1
            yield number, content


def _check(found: str, expected: str) -> None:
    if found != expected:
        raise SnapshotRefused(CHANGED)


def give_up(bucket: Bucket, prefix: str, before: datetime) -> int:
    """Abort the uploads under ``prefix`` that were begun before then; how many."""
    old = [(key, upload) for key, upload, at in bucket.uploads(prefix) if at < before]
    for key, upload in old:
        bucket.abort(key, upload)
    return len(old)
