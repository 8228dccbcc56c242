"""The replica: how it stands, what it can bring back, and bringing that back."""

from camerasheet.office.commands.registry import Commands
from camerasheet.office.commands.snapshots import as_json
from camerasheet.office.fetching import fetch_state, moment_of
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()

MOST_POINTS = 500


@commands.add
def replica_status(place: Premises) -> Answer:
    """How the replica stands: as the server last saw it, or looked at now where none runs."""
    status = place.replica.status() if place.clients else place.replica.look()
    return status.as_json()


@commands.add
def replica_points(place: Premises, *, show: str) -> Answer:
    """What can be brought back of a show. Raises NotFound, ReplicaEmpty, ReplicaFailed."""
    window = place.replica.window(place.data.show_file(place.show(show).id))
    return {**window.as_json(MOST_POINTS), "said": window.said()}


@commands.add
def fetch_point(
    place: Premises, *, show: str, at: str | None = None, txid: int | None = None
) -> Answer:
    """A show as it was, as a snapshot. Raises Malformed, ReplicaEmpty, ReplicaFailed."""
    moment = None if at is None else moment_of(at)
    return as_json(fetch_state(place, place.show(show).id, at=moment, txid=txid, by=SYSTEM))
