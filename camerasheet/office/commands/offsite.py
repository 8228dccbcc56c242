"""Offsite copies: pushed, listed, fetched back, deleted."""

from camerasheet.office.commands.registry import Commands
from camerasheet.office.commands.snapshots import JOB_SECONDS, as_json, filename
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer, error_of
from camerasheet.snapshots import Job, JobState
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()

_HERE_SECONDS = 24 * 3600.0
"""How long one is waited for where no server would go on with it."""


def _ended(place: Premises, job: Job) -> Answer:
    """What became of a job; ``running`` when the server goes on with it. Raises its failure."""
    seconds = JOB_SECONDS if place.clients else _HERE_SECONDS
    ended = place.offsite.wait(job.id, seconds)
    if ended.state is JobState.FAILED:
        raise error_of(ended.error or {"code": "trouble", "message": "It failed."})
    status = "running" if ended.under_way else str(ended.result["status"])
    return {"status": status, "filename": ended.request["snapshot"], "job": ended.id}


@commands.add
def push_snapshot(place: Premises, *, show: str, snapshot: str) -> Answer:
    """Send a snapshot, or the rest of it. Raises NotFound, NoOffsite, OffsiteFailed."""
    found = place.show(show)
    name = filename(place, found.id, snapshot)
    return _ended(place, place.offsite.push(found.id, name, by=SYSTEM))


@commands.add
def list_offsite(place: Premises, *, show: str) -> Answer:
    """A show's offsite copies, newest first. Raises NoOffsite, OffsiteFailed."""
    found = place.show(show)
    here = {each.filename for each in place.snapshots.list(found.id)}
    copies = [
        {
            **as_json(copy.manifest),
            "pushed": copy.pushed.isoformat(),
            "here": copy.filename in here,
        }
        for copy in place.offsite.list(found.id)
    ]
    return {"place": place.offsite.place, "copies": copies}


@commands.add
def fetch_offsite(place: Premises, *, show: str, snapshot: str) -> Answer:
    """Fetch a copy, or the rest of it. Raises NotFound, AlreadyExists, OffsiteFailed."""
    found = place.show(show)
    return _ended(place, place.offsite.fetch(found.id, snapshot, by=SYSTEM))


@commands.add
def delete_offsite(
    place: Premises, *, show: str, snapshot: str, last_verified_too: bool = False
) -> Answer:
    """Remove a copy. Raises NotFound, LastVerified, OffsiteFailed."""
    found = place.show(show)
    place.offsite.delete(found.id, snapshot, by=SYSTEM, last_verified_too=last_verified_too)
    return {"filename": snapshot, "status": "deleted"}
