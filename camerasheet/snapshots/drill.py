"""A restore drill: the newest snapshot brought back into a scratch database, to the last cell."""

from pathlib import Path

from ulid import ULID

from camerasheet.sheet.changes import apply
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import CamerasheetError, NothingToDo
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet
from camerasheet.sheet.rules import Asked, decide
from camerasheet.snapshots.apart import Examiner
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.reader import at_head, load
from camerasheet.snapshots.shelf import Shelf
from camerasheet.storage.engine import open_database
from camerasheet.storage.files import discard
from camerasheet.storage.migrate import DatabaseKind, create
from camerasheet.storage.show.sheets import load_sheet, save_sheet, start_sheet, touched

_DRILL = Person("system:drill", "Restore drill", Role.ADMIN)


def hold(shelf: Shelf, manifest: Manifest) -> str:
    """Restore a snapshot elsewhere; what was wrong, in a sentence, or '' when it held."""
    path = shelf.path(manifest.filename)
    scratch = shelf.directory / f".drill-{ULID()}.partial"
    try:
        expected = Expected(manifest.size, manifest.sha256)
        ours = manifest.kind is not Kind.UPLOADED
        Examiner(shelf.directory).examine(path, expected, ours=ours)
        current = at_head(path, manifest.revision, shelf.directory)
        try:
            target = load(current)
        finally:
            if current != path:
                discard(current)
        restored = _restored(target, scratch)
    except CamerasheetError as error:
        return error.message
    finally:
        discard(scratch, "-wal", "-shm")
    if content_digest(restored) != manifest.digest:
        return f"What came out of {manifest.filename} is not what its manifest says."
    return ""


def _restored(target: Sheet, scratch: Path) -> Sheet:
    """The sheet that a fresh show file holds after a restore of ``target``, read back from it."""
    create(scratch, DatabaseKind.SHOW)
    database = open_database(scratch)
    try:
        with database.writing() as connection:
            start_sheet(connection, target.show, "drill", 0)
            empty = load_sheet(connection)
            asked = Asked(_DRILL, 0, lambda: str(ULID()), lambda _: None)
            try:
                changes = decide(empty, ReplaceSheet(target), asked).changes
            except NothingToDo:  # the snapshot of an empty show
                changes = ()
            save_sheet(connection, apply(empty, 1, changes), touched(changes))
        with database.reading() as connection:
            return load_sheet(connection)
    finally:
        database.dispose()
