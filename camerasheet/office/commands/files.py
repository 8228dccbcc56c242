"""A sheet from a file, and to one."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Literal

from camerasheet.desk import Desk, Slip, Turned, digest
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer, error_of
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.errors import Gone, ImportRefused, Malformed
from camerasheet.sheet.incoming import Choices, Incoming, Plan
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.rules.importing import foreseen
from camerasheet.sheet.rules.merge import plan
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.ids import new_id
from camerasheet.transfer import Mapping, Table, export_csv, export_xlsx, incoming, read, suggest

commands = Commands()

MERGE_SECONDS = 100.0


def person() -> Person:
    """Whoever sits at the command line: they could write into the file itself, so they may."""
    return Person(SYSTEM.id, SYSTEM.name, Role.ADMIN)


def merge(desk: Desk, edit: MergeSheet) -> int:
    """Have the desk decide an import, whole or not at all; the seq. Raises what refuses it."""
    edit_id = new_id()
    edit = foreseen(desk.sheet, edit, new_id)
    slip = Slip(id=edit_id, edit=edit, who=SYSTEM.id, person=person, digest=digest(edit_id))
    outcome = desk.apply(slip, timeout=MERGE_SECONDS)
    if isinstance(outcome, Turned):
        raise error_of(outcome.error)
    return outcome.seq


def _open(place: Premises, slug: str) -> Desk:
    show = place.show(slug)
    if show.archived_at is not None:
        raise Gone(
            f"{show.title!r} is archived. Bring it back with: camerasheet show reopen {slug}"
        )
    return place.desks.open(show.id)


def _table(place: Premises, name: str, content: str, worksheet: str | None) -> Table:
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("The file did not arrive whole.") from None
    tables = read(name, data, limit=place.settings.max_import_bytes)
    if worksheet is None:
        return tables[0]
    for table in tables:
        if table.name.casefold() == worksheet.casefold():
            return table
    there = ", ".join(repr(table.name) for table in tables)
    raise ImportRefused(f"There is no worksheet {worksheet!r} in this file; there are {there}.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file, read, and the show that it is for."""

    desk: Desk
    table: Table
    mapping: Mapping
    incoming: Incoming


def _asked(place: Premises, show: str, name: str, content: str, worksheet: str | None) -> _Asked:
    desk = _open(place, show)
    table = _table(place, name, content, worksheet)
    vocabulary = desk.sheet.vocabulary
    mapping = suggest(table, vocabulary)
    return _Asked(desk, table, mapping, incoming(table, mapping, vocabulary))


def _plan_as_json(planned: Plan, mapping: Mapping, table: Table) -> dict[str, Any]:
    columns = zip(mapping.headers(table), mapping.targets, strict=False)
    return {
        "worksheet": table.name,
        "layout": mapping.layout.value,
        "columns": [{"column": header, "is": target} for header, target in columns],
        **planned.as_json(),
        "struck": planned.struck,
        "notices": list(dict.fromkeys((*table.notices, *mapping.notices, *planned.notices))),
        "changes": len(planned.changes),
        "fingerprint": planned.fingerprint,
    }


@commands.add
def preview_import(
    place: Premises,
    *,
    show: str,
    name: str,
    content: str,
    worksheet: str | None = None,
    strike_absent: bool = False,
    blank_clears: bool = False,
) -> Answer:
    """What importing a file would do. ``content`` is base64. Raises NotFound, ImportRefused."""
    choices = Choices(strike_absent, blank_clears)
    asked = _asked(place, show, name, content, worksheet)
    planned = plan(asked.desk.sheet, asked.incoming, choices, new_id)
    return _plan_as_json(planned, asked.mapping, asked.table)


@commands.add
def import_file(
    place: Premises,
    *,
    show: str,
    name: str,
    content: str,
    worksheet: str | None = None,
    strike_absent: bool = False,
    blank_clears: bool = False,
    expected: str = "",
) -> Answer:
    """Import a file, all of it or nothing; ``expected`` is the fingerprint of the preview.

    The show is copied first. Raises NotFound, ImportRefused, NothingToDo, Busy during a restore,
    and Conflict when the sheet changed in between.
    """
    choices = Choices(strike_absent, blank_clears)
    asked = _asked(place, show, name, content, worksheet)
    show_id = asked.desk.sheet.show
    place.snapshots.before_import(show_id, name, by=SYSTEM)
    seq = merge(asked.desk, MergeSheet(asked.incoming, choices, name, expected))
    place.control.audit.record(AuditAction.SHEET_IMPORTED, SYSTEM, show_id, name=name, seq=seq)
    return {"seq": seq}


@commands.add
def export_file(place: Premises, *, show: str, kind: Literal["csv", "xlsx"]) -> Answer:
    """A show as a file, ``content`` in base64. Archived shows too. Raises NotFound."""
    found = place.show(show)
    sheet = place.desks.open(found.id).sheet
    content = export_csv(sheet) if kind == "csv" else export_xlsx(sheet, found.title)
    return {"content": base64.b64encode(content).decode(), "seq": sheet.seq}
