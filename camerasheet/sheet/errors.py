"""Everything that can be refused, each with a code that never changes.

CamerasheetError
├── Refusal                  an edit or a request that the rules turn down
│   ├── Malformed            malformed: not understood, or over a limit
│   ├── Forbidden            forbidden: this person's role does not allow it
│   ├── SignInNeeded         sign_in: nobody is signed in
│   ├── NotFound             not_found: no such show, page or thing
│   ├── Gone                 gone: it existed; it was struck or archived
│   ├── Conflict             conflict: somebody changed the same field first
│   ├── StalePosition        stale_position: the live position has moved since
│   ├── IdReused             id_reused: this id was used for a different edit
│   ├── EpochChanged         epoch: written against another life of this show
│   ├── NumberTaken          number_taken: another cue has that number
│   ├── OnHold               on_hold: the show is on hold
│   ├── NothingNext          nothing_next: no cue to go to in that direction
│   ├── NothingToDo          nothing_to_do: it would change nothing
│   ├── CannotUndo           cannot_undo: later work stands on it
│   ├── ShowLocked           locked: the show is locked for edits
│   ├── AlreadyExists        exists: a thing of that name is there already
│   ├── TooMany              too_many: slow down
│   ├── TooLarge             too_large: over the size that is accepted
│   ├── SessionExpired       expired: the page is too old to be trusted; reload it
│   ├── ImportRefused        import: the file cannot become a sheet
│   ├── SnapshotRefused      snapshot: the file cannot become a snapshot
│   │   └── SnapshotTooNew   snapshot_newer: a newer program made it
│   ├── LastVerified         last_verified: no other snapshot is known to be sound
│   ├── Busy                 busy: other long work on this show is under way
│   ├── ReplicaEmpty         replica_empty: the replica has nothing of that database or time
│   ├── ReplicaBehind        replica_behind: the replica has not caught up; say that you mean it
│   ├── NoOffsite            no_offsite: no bucket is set for offsite copies
│   └── EditsSince           edits_since: people edited since; say what becomes of it
└── Trouble                  the server cannot do it now; nothing was changed
    ├── StorageFailed        storage: the disk refused (full, read-only, gone)
    ├── DatabaseMissing      database_missing
    ├── DatabaseCorrupt      database_corrupt
    ├── DatabaseLocked       database_locked
    ├── DatabaseTooNew       database_newer: written by a newer program
    ├── DataInUse            data_in_use: another server owns the data directory
    ├── UnsafeSqlite         sqlite_unsafe: this SQLite can lose committed writes
    ├── BadSetting           setting: a setting cannot be used
    ├── OffsiteFailed        offsite: the store of the offsite copies does not do it
    ├── NotRecovered         not_recovered: what is missing could not be brought back
    ├── ReplicaFailed        replica_failed: the replica or Litestream cannot be reached
    └── ShuttingDown         shutting_down
"""

from collections.abc import Mapping
from typing import ClassVar


class CamerasheetError(Exception):
    """The root. ``code`` is stable; ``message`` is a sentence that says what to do.

    ``details`` holds JSON values that travel beside the code and the message, ``current`` (what
    stands on the sheet now) foremost.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = details

    def as_json(self) -> dict[str, object]:
        """The one error shape: ``{code, message, …}``."""
        return {"code": self.code, "message": self.message, **self.details}


class Refusal(CamerasheetError):
    """The rules say no. Asking again unchanged gets the same answer."""

    code = "refused"


class Malformed(Refusal):
    code = "malformed"


class Forbidden(Refusal):
    code = "forbidden"


class SignInNeeded(Refusal):
    code = "sign_in"


class NotFound(Refusal):
    code = "not_found"


class Gone(Refusal):
    code = "gone"


class Conflict(Refusal):
    code = "conflict"


class StalePosition(Refusal):
    code = "stale_position"


class IdReused(Refusal):
    code = "id_reused"


class EpochChanged(Refusal):
    code = "epoch"


class NumberTaken(Refusal):
    code = "number_taken"


class OnHold(Refusal):
    code = "on_hold"


class NothingNext(Refusal):
    code = "nothing_next"


class NothingToDo(Refusal):
    code = "nothing_to_do"


class CannotUndo(Refusal):
    code = "cannot_undo"


class ShowLocked(Refusal):
    code = "locked"


class AlreadyExists(Refusal):
    code = "exists"


class TooMany(Refusal):
    code = "too_many"


class TooLarge(Refusal):
    code = "too_large"


class SessionExpired(Refusal):
    code = "expired"


class ImportRefused(Refusal):
    code = "import"


class SnapshotRefused(Refusal):
    code = "snapshot"


class SnapshotTooNew(SnapshotRefused):
    """A snapshot that a newer program made: that version can read it."""

    code = "snapshot_newer"


class LastVerified(Refusal):
    code = "last_verified"


class Busy(Refusal):
    code = "busy"


class EditsSince(Refusal):
    code = "edits_since"


class ReplicaEmpty(Refusal):
    code = "replica_empty"


class ReplicaBehind(Refusal):
    code = "replica_behind"


class NoOffsite(Refusal):
    code = "no_offsite"


class Trouble(CamerasheetError):
    """The server cannot do it now. Nothing was changed; the same request may work later."""

    code = "trouble"

    def as_json(self) -> dict[str, object]:
        """The one error shape, with ``retry: true``: ask again, unchanged, with the same id."""
        return {**super().as_json(), "retry": True}


class StorageFailed(Trouble):
    code = "storage"


class DatabaseMissing(Trouble):
    code = "database_missing"


class DatabaseCorrupt(Trouble):
    code = "database_corrupt"


class DatabaseLocked(Trouble):
    code = "database_locked"


class DatabaseTooNew(Trouble):
    code = "database_newer"


class DataInUse(Trouble):
    code = "data_in_use"


class UnsafeSqlite(Trouble):
    code = "sqlite_unsafe"


class BadSetting(Trouble):
    code = "setting"


class ReplicaFailed(Trouble):
    code = "replica_failed"


class OffsiteFailed(Trouble):
    code = "offsite"


class NotRecovered(Trouble):
    code = "not_recovered"


class ShuttingDown(Trouble):
    code = "shutting_down"
