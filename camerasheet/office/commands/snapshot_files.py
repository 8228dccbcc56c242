"""Snapshot files over the office's socket, a piece at a time: they may be large.

The server may not be allowed to read the caller's files, nor the caller the server's.
"""

import base64
import binascii
import time
from pathlib import Path

from ulid import ULID

from camerasheet.office.commands.registry import Commands
from camerasheet.office.commands.snapshots import as_json, filename
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.errors import Malformed, NotFound, TooLarge
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.files import create_private, discard, make_directory
from camerasheet.storage.troubles import storage_errors

commands = Commands()

PIECE = 4 * 1024 * 1024
"""Bytes in one piece, before base64 makes a third more of them."""

_ABANDONED_SECONDS = 86_400.0


@commands.add
def read_snapshot(place: Premises, *, show: str, snapshot: str, offset: int = 0) -> Answer:
    """A piece of the file, ``content`` in base64; the first one is the download that is audited."""
    found = place.show(show)
    name = filename(place, found.id, snapshot)
    path = place.snapshots.path(found.id, name)
    with storage_errors(path), path.open("rb") as file:
        file.seek(max(0, offset))
        piece = file.read(PIECE)
    if offset == 0:
        place.snapshots.downloaded(found.id, name, by=SYSTEM)
    manifest = place.snapshots.find(found.id, name)
    return {
        "filename": name,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "content": base64.b64encode(piece).decode(),
    }


def _staged(place: Premises, show: str, upload: str) -> Path:
    """Where the pieces of an upload lie. Raises ``NotFound`` for what is no id of ours."""
    try:
        name = str(ULID.from_str(upload))
    except ValueError:
        raise NotFound("There is no such upload.") from None
    shelf = place.data.backups_of(place.data.show_file(place.show(show).id))
    return shelf / f".sent-{name}"


@commands.add
def begin_upload(place: Premises, *, show: str) -> Answer:
    """Where the pieces of a file may be sent to. What others abandoned goes. Raises NotFound."""
    upload = str(ULID())
    path = _staged(place, show, upload)
    with storage_errors(path):
        make_directory(path.parent)
        for old in path.parent.glob(".sent-*"):
            if time.time() - old.stat().st_mtime > _ABANDONED_SECONDS:
                old.unlink(missing_ok=True)
        create_private(path)
    return {"upload": upload, "piece": PIECE}


@commands.add
def add_to_upload(place: Premises, *, show: str, upload: str, content: str) -> Answer:
    """The next piece, in base64. Raises NotFound, Malformed, TooLarge, StorageFailed."""
    path = _staged(place, show, upload)
    try:
        piece = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("The file did not arrive whole.") from None
    with storage_errors(path):
        if not path.exists():
            raise NotFound("There is no such upload.")
        limit = place.settings.max_upload_bytes
        if path.stat().st_size + len(piece) > limit:
            path.unlink()
            raise TooLarge(f"Snapshots of more than {limit / 1e6:.0f} MB are not accepted here.")
        with path.open("ab") as file:
            file.write(piece)
    return {"bytes": len(piece)}


@commands.add
def finish_upload(place: Premises, *, show: str, upload: str, name: str) -> Answer:
    """The file is whole: have it examined and listed. Raises SnapshotRefused, SnapshotTooNew."""
    path = _staged(place, show, upload)
    try:
        with storage_errors(path), path.open("rb") as stream:
            made = place.snapshots.upload(place.show(show).id, name, stream, by=SYSTEM)
    finally:
        discard(path)
    return as_json(made)
