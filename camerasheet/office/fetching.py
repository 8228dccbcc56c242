"""Fetching a show as it was at some moment from the replica, as one more snapshot."""

from datetime import UTC, datetime

from camerasheet.office.premises import Premises
from camerasheet.sheet.errors import Malformed
from camerasheet.snapshots import Kind, Manifest
from camerasheet.storage.control.identity import Who
from camerasheet.storage.files import discard


def fetch_state(
    place: Premises, show_id: str, *, at: datetime | None = None, txid: int | None = None, by: Who
) -> Manifest:
    """The show as it was ``at`` a time, or after a transaction, once it was found sound apart.

    It is listed like any snapshot; the live show is not touched. Raises ``Malformed`` for a time
    outside the window, with the window in the message, ``ReplicaEmpty``, ``ReplicaFailed``,
    ``SnapshotRefused``, ``StorageFailed``; then nothing is left of it.
    """
    file = place.snapshots.scratch(show_id)
    try:
        fetched, moment = place.replica.fetch(place.data.show_file(show_id), file, at=at, txid=txid)
        return place.snapshots.adopt(
            show_id,
            file,
            name=f"As it was at {moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
            note=f"From the replica, after its transaction {fetched.txid}.",
            kind=Kind.REPLICA,
            by=by,
        )
    finally:
        discard(file)


def moment_of(text: str) -> datetime:
    """A time that somebody wrote. Raises ``Malformed``, also for one without its zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Malformed("A time is written like 2026-05-01T20:15:00Z, with its zone.", field="time")
    return moment.astimezone(UTC)
