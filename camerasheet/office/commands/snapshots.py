"""Snapshots of a show: made, listed, verified, compared, restored, undone, deleted."""

from collections.abc import Iterable
from typing import Any

from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer, error_of
from camerasheet.sheet.errors import NotFound
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots import Job, JobState, Manifest
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()

LATEST = "latest"
"""Stands for the newest snapshot wherever a file name may."""

JOB_SECONDS = 1.0
"""How long a restore is waited for; whoever asked for it then follows its job."""


def as_json(manifest: Manifest) -> Answer:
    """What is known of a snapshot."""
    return {name: value for name, value in manifest.as_json().items() if name != "format"}


def filename(place: Premises, show_id: str, snapshot: str) -> str:
    """The file name that was said, or the newest one's. Raises ``NotFound``."""
    if snapshot != LATEST:
        return place.snapshots.find(show_id, snapshot).filename
    found = place.snapshots.list(show_id)
    if not found:
        raise NotFound("This show has no snapshot yet.")
    return found[0].filename


@commands.add
def create_snapshot(
    place: Premises, *, show: str, name: str = "", note: str = "", pinned: bool = False
) -> Answer:
    """A copy of a show as it is now. Raises NotFound, Malformed, Busy, StorageFailed."""
    made = place.snapshots.create(
        place.show(show).id, by=SYSTEM, name=name, note=note, pinned=pinned
    )
    return as_json(made)


@commands.add
def list_snapshots(place: Premises, *, show: str) -> Answer:
    """A show's snapshots, newest first, and what they take."""
    found = place.show(show)
    usage = place.snapshots.usage(found.id)
    return {
        "snapshots": [as_json(each) for each in place.snapshots.list(found.id)],
        "bytes_used": usage.bytes_used,
        "bytes_free": usage.bytes_free,
    }


@commands.add
def show_snapshot(place: Premises, *, show: str, snapshot: str) -> Answer:
    """What is known of one. Raises NotFound."""
    found = place.show(show)
    return as_json(place.snapshots.find(found.id, filename(place, found.id, snapshot)))


@commands.add
def verify_snapshot(place: Premises, *, show: str, snapshot: str) -> Answer:
    """Read all of it through; ``verified`` says what was found. Raises NotFound."""
    found = place.show(show)
    name = filename(place, found.id, snapshot)
    return as_json(place.snapshots.verify(found.id, name, by=SYSTEM))


@commands.add
def describe_snapshot(
    place: Premises,
    *,
    show: str,
    snapshot: str,
    name: str | None = None,
    note: str | None = None,
    pinned: bool | None = None,
) -> Answer:
    """Set what people say of it. Raises NotFound, Malformed."""
    found = place.show(show)
    chosen = filename(place, found.id, snapshot)
    made = place.snapshots.describe(
        found.id, chosen, name=name, note=note, pinned=pinned, by=SYSTEM
    )
    return as_json(made)


@commands.add
def delete_snapshot(
    place: Premises, *, show: str, snapshot: str, last_verified_too: bool = False
) -> Answer:
    """Remove it. Raises NotFound, LastVerified."""
    found = place.show(show)
    name = place.snapshots.find(found.id, snapshot).filename  # never "latest": say which
    place.snapshots.delete(found.id, name, by=SYSTEM, last_verified_too=last_verified_too)
    return {"filename": name, "status": "deleted"}


@commands.add
def diff_snapshot(place: Premises, *, show: str, snapshot: str, other: str | None = None) -> Answer:
    """What a restore would change, or what lies between ``other`` and this one."""
    found = place.show(show)
    name = filename(place, found.id, snapshot)
    compared = place.snapshots.compare(found.id, name, other)
    return {"filename": name, "other": other, **compared.as_json()}


def _ids(wanted: list[str], known: Iterable[dict[str, str]], what: str) -> frozenset[str]:
    """Numbers as ids: of the live sheet's, or of what only the snapshot has."""
    ids: dict[str, str] = {}
    for numbers in known:
        ids = numbers | ids
    missing = [number for number in wanted if number.casefold() not in ids]
    if missing:
        raise NotFound(f"There is no {what} {missing[0]!r}, neither now nor in the snapshot.")
    return frozenset(ids[number.casefold()] for number in wanted)


def _cameras(sheet: Sheet) -> dict[str, str]:
    return {camera.number.casefold(): camera.id for camera in sheet.cameras.values()}


def _job_as_json(place: Premises, job: Job) -> Answer:
    """A job that has ended, or still goes on. Raises what it failed with."""
    ended = place.snapshots.wait(job.id, JOB_SECONDS)
    if ended.state is JobState.FAILED:
        raise error_of(ended.error or {"code": "trouble", "message": "It failed."})
    result: dict[str, Any] = dict(ended.result)
    return {
        "status": result.get("status", "running"),
        "job": ended.id,
        "safety_backup": result.get("safety"),
        "seq": result.get("seq"),
        "steps": [step.as_json() for step in ended.steps],
    }


@commands.add
def restore_snapshot(
    place: Premises,
    *,
    show: str,
    snapshot: str,
    cues: list[str] | None = None,
    cameras: list[str] | None = None,
    without_replica: bool = False,
) -> Answer:
    """Make the show equal to it, or the cues and cameras of those numbers: as it stands by now."""
    found = place.show(show)
    name = filename(place, found.id, snapshot)
    sheets = (place.desks.open(found.id).sheet, place.snapshots.sheet(found.id, name))
    numbers = [dict(sheet.numbers) for sheet in sheets]
    chosen = Selection(
        _ids(cues, numbers, "cue") if cues else None,
        _ids(cameras, map(_cameras, sheets), "camera") if cameras else None,
    )
    job = place.snapshots.restore(
        found.id, name, selection=chosen, by=SYSTEM, without_replica=without_replica
    )
    return {"filename": name, **_job_as_json(place, job)}


@commands.add
def undo_restore(
    place: Premises, *, job: str, keep_edits: bool | None = None, without_replica: bool = False
) -> Answer:
    """Bring back what was there before: as it stands by now.

    Raises NotFound, EditsSince, CannotUndo, Busy.
    """
    begun = place.snapshots.undo(
        job, keep_edits=keep_edits, by=SYSTEM, without_replica=without_replica
    )
    return _job_as_json(place, begun)


@commands.add
def drill_snapshots(place: Premises, *, show: str) -> Answer:
    """Restore the newest one elsewhere, and see whether it comes out equal."""
    return place.snapshots.drill(place.show(show).id, by=SYSTEM).as_json()
