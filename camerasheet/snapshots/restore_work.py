"""What a restore and its undo do, step by step, within their thread."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import CamerasheetError, CannotUndo, EditsSince, NothingToDo, Trouble
from camerasheet.sheet.events import Event, edits_among
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet, Selection
from camerasheet.sheet.rewind import rewound
from camerasheet.sheet.rules.replace import foresee, reverting
from camerasheet.snapshots.apart import Examiner
from camerasheet.snapshots.bracket import wait_after, wait_before
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.lineages import steadily_aligned
from camerasheet.snapshots.live import LiveShows, told
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.names import quoting
from camerasheet.snapshots.progress import Progress
from camerasheet.snapshots.reader import at_head, load
from camerasheet.snapshots.shelf import Shelf
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind
from camerasheet.storage.files import discard, make_private
from camerasheet.storage.troubles import storage_errors

STAGE, VERIFY, SAFETY, REPLACE, CHECK = (
    "stage",
    "verify",
    "safety",
    "replace",
    "check",
)

_MOST_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class Parts:
    """What the jobs work with. ``safety`` makes a snapshot (show, name, by)."""

    control: ControlDatabase
    live: LiveShows
    shelf: Callable[[str], Shelf]
    safety: Callable[[str, str, Who], Manifest]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Since:
    """What becomes of what people edited since a restore that is undone.

    ``keep`` is None when there was nothing to ask about: what comes after all is kept. Only what
    was shown may be discarded, which is what there is up to the event ``seen``.
    """

    keep: bool | None
    seen: int

    def unasked(self, event: Event) -> bool:
        """Whether nobody has said what becomes of an event."""
        return self.keep is None or (not self.keep and event.seq > self.seen)


@dataclass(frozen=True, slots=True)
class Work:
    """The steps. Each method runs to the end or raises, with the failed step written down."""

    parts: Parts

    def restore(self, progress: Progress, manifest: Manifest, selection: Selection) -> None:
        """Make the show equal to a snapshot, wholly or in part."""
        # 1. stage: a copy of our own, which nobody prunes or deletes meanwhile.
        # 2. verify: checksum, integrity, schema, revision, rows; migrated on the copy if older.
        # 3. safety: a snapshot of the show as it is.
        # 4. sync (with a sidecar): the replica has all of it.
        # 5. replace: one edit, in one transaction, published like any other.
        # 6. check: the show's content is the snapshot's, by digest.
        # 7. replicate (with a sidecar): the replica has what was restored.
        job = progress.job
        shelf = self.parts.shelf(job.show_id)
        staged = shelf.directory / f".restore-{job.id}.partial"
        try:
            with progress.step(STAGE):
                self._stage(shelf, manifest, staged)
            with progress.step(VERIFY):
                theirs = self._verified(shelf, manifest, staged)
                ours = self.parts.live.sheet(job.show_id)
                target = steadily_aligned(ours, theirs)
                progress.say(
                    f"{manifest.filename} is sound."
                    if theirs.show == ours.show
                    else f"{manifest.filename} is sound, and of another show: matched by number."
                )
        finally:
            discard(staged)
        self._safety(progress, quoting("Before restoring", manifest.name or manifest.filename))
        name = manifest.name or manifest.filename
        edit = ReplaceSheet(target, selection, name, job.id, manifest.filename, _part(selection))
        self._replace(progress, edit)
        with progress.step(CHECK):
            goal = content_digest(target) if selection.everything else None
            self._check(progress, goal)
        wait_after(progress, self.parts.live)
        progress.done()
        self.audit(progress.job)

    def _stage(self, shelf: Shelf, manifest: Manifest, staged: Path) -> None:
        with storage_errors(staged):
            shutil.copyfile(shelf.path(manifest.filename), staged)
            make_private(staged)

    def _verified(self, shelf: Shelf, manifest: Manifest, staged: Path) -> Sheet:
        expected = Expected(manifest.size, manifest.sha256)
        ours = manifest.kind is not Kind.UPLOADED
        Examiner(shelf.directory).examine(staged, expected, ours=ours)
        current = at_head(staged, manifest.revision, shelf.directory)
        try:
            return load(current)
        finally:
            discard(current)

    def undo(self, progress: Progress, undone: Job, seq: int, since: Since) -> None:
        """Bring back what stood before the event ``seq`` of the job ``undone``."""
        # 1. safety, 2. sync, 3. replace, 4. check: as for a restore. What the sheet becomes is
        # decided at the desk, where nobody can edit between looking and doing. What came after
        # the question is kept there, or asked about once more: never discarded.
        job = progress.job
        filename = str(undone.request.get("snapshot", ""))
        name = self._called(job.show_id, filename)
        self._safety(progress, quoting("Before undoing the restore of", name))
        live = self.parts.live
        sheet = live.sheet(job.show_id)
        events = [e for e in events_since(live, job.show_id, seq) if e.seq <= sheet.seq]
        keep = since.keep is not False
        if not keep and edits_among(filter(since.unasked, events[1:])):
            raise asking(sheet, events)
        edit = reverting(sheet, events, keep=keep)
        try:
            self._replace(progress, replace(edit, name=name, job=job.id, filename=filename))
        except EditsSince:
            raise asking(live.sheet(job.show_id), events_since(live, job.show_id, seq)) from None
        with progress.step(CHECK):
            self._check(progress, undone.result.get("before_digest"))
        wait_after(progress, self.parts.live)
        progress.done()
        self.audit(progress.job)

    def _called(self, show_id: str, filename: str) -> str:
        """What people call a snapshot; its file name when it has none, or is gone."""
        try:
            return self.parts.shelf(show_id).find(filename).name or filename
        except CamerasheetError:
            return filename

    def _safety(self, progress: Progress, name: str) -> None:
        with progress.step(SAFETY):
            made = self.parts.safety(progress.job.show_id, name, progress.job.by)
            progress.note(safety=made.filename)
            progress.say(f"{made.filename} holds the show as it was.")
        wait_before(progress, self.parts.live)

    def _replace(self, progress: Progress, edit: ReplaceSheet | RevertSheet) -> None:
        job = progress.job
        live = self.parts.live
        with progress.step(REPLACE):
            # Here nobody waits; at the desk everybody does.
            coming = foresee(live.sheet(job.show_id), edit)
            live.foreshadow(job.show_id, coming or edit.goal)
            try:
                seq = live.apply(job.show_id, edit, job.by)
            except NothingToDo:
                progress.note(status="unchanged")
                progress.say("The sheet was like that already.")
                return
            except Trouble:
                # It may have been committed all the same: the log knows.
                event = live.event_of_job(job.show_id, job.id, job.request["before"])
                if event is None:
                    raise
                seq = event.seq
            live.shown()  # who sends it out would share Python's lock with our check
            progress.note(**outcome(job.kind, seq))
            progress.say(f"Everybody sees it now, since event {seq}.")

    def _check(self, progress: Progress, goal: str | None) -> None:
        """Compare what is there, as of our own event, with what should be.

        With ``goal``, a digest, only when nobody's edits were put on top.
        """
        job = progress.job
        seq = job.result.get("seq")
        if seq is None:
            return
        sheet = self.parts.live.sheet(job.show_id)
        events = [e for e in self.parts.live.events_from(job.show_id, seq) if e.seq <= sheet.seq]
        event, later = events[0], events[1:]
        after, kept = rewound(sheet, later), bool(event.notes.get("kept"))
        digest = content_digest(after)
        progress.note(
            digest=digest,
            before_digest=content_digest(rewound(after, [event])),
            notices=list(event.notes.get("notices", [])),
            kept=kept,
            lost=event.notes.get("lost", 0),
        )
        if goal is None or kept:
            progress.say("")
            return
        if digest != goal:
            raise Trouble("What came out is not what was asked for. Undo it, and tell us.")
        progress.say("The content is the same, to the last cell.")

    def audit(self, job: Job) -> None:
        """Write a job that has worked into the audit log."""
        action = (
            AuditAction.SNAPSHOT_RESTORED
            if job.kind is JobKind.RESTORE
            else AuditAction.SNAPSHOT_UNDONE
        )
        detail = {**job.request, **{k: job.result.get(k) for k in ("seq", "safety", "status")}}
        self.parts.control.audit.record(action, job.by, job.show_id, job=job.id, **detail)


def _part(selection: Selection) -> str:
    """What was chosen of a snapshot, in words; nothing for all of it."""
    chosen = ((selection.cues, "cue"), (selection.cameras, "camera"))
    said = [f"{len(ids)} {word}{'s'[: len(ids) != 1]}" for ids, word in chosen if ids is not None]
    return " × ".join(said)


def events_since(live: LiveShows, show_id: str, seq: int) -> list[Event]:
    """The event of a restore and all after it. Raises ``CannotUndo``."""
    events = live.events_from(show_id, seq)
    if not events or events[0].seq != seq:
        raise CannotUndo(
            "That restore is too long ago to be undone. Restore the snapshot that was made "
            "before it instead."
        )
    if any(event.notes.get("undoes") == seq for event in events):
        raise CannotUndo("That restore was undone already.")
    return events


def asking(sheet: Sheet, events: list[Event]) -> EditsSince:
    """What has to be said of the edits after the first of ``events``, which is a restore's."""
    edits = edits_among(events[1:])
    return EditsSince(
        f"There were {len(edits)} edits since that restore. Say whether to keep them on top of "
        "what comes back, or to discard them.",
        edits=[told(sheet, event) for event in edits[-_MOST_TOLD:]],
        count=len(edits),
        seen=events[-1].seq,
    )


def outcome(kind: JobKind, seq: int) -> dict[str, Any]:
    """What came of a job whose event is in the log."""
    return {"status": "restored" if kind is JobKind.RESTORE else "undone", "seq": seq}
