"""From tables to a plan, and from a plan to the sheet: the same steps for pages and programs."""

from __future__ import annotations

from dataclasses import asdict

from camerasheet.desk import Outcome
from camerasheet.sheet.changes import apply
from camerasheet.sheet.incoming import Choices, Plan
from camerasheet.sheet.merging import MergeSheet
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.sheet.rules.importing import foreseen
from camerasheet.sheet.rules.merge import plan
from camerasheet.snapshots.collector import collector_waits
from camerasheet.storage.ids import new_id
from camerasheet.transfer import Mapping, Table, incoming
from camerasheet.web.access import Visit
from camerasheet.web.forms import address
from camerasheet.web.handing import LONG_SECONDS, hand_over
from camerasheet.web.production import production


def preview(
    sheet: Sheet,
    table: Table,
    mapping: Mapping,
    choices: Choices,
    kept: PlannedRows | None = None,
) -> Plan:
    """What the import would do to the sheet as it stands; ``kept`` gets what :func:`merge` can use.

    Raises ``ImportRefused``.
    """
    return plan(sheet, incoming(table, mapping, sheet.vocabulary), choices, new_id, kept)


def merge(
    visit: Visit,
    edit_id: str,
    file: str,
    table: Table,
    mapping: Mapping,
    choices: Choices,
    expected: str,
    kept: PlannedRows,
) -> Outcome:
    """Import, all of it or nothing, as one event; the show is copied first.

    ``file`` is the name of what the table came from. ``expected`` is the fingerprint of the plan
    that was previewed: if the sheet has changed so that another plan would come of it, the import
    is refused. ``kept`` is what a preview of it left. Raises ``ImportRefused``, ``Busy`` during a
    restore, and ``Trouble``.
    """
    with collector_waits():
        said = incoming(table, mapping, visit.sheet.vocabulary)
        edit = MergeSheet(said, choices, table.name, expected, kept)
        who = visit.identity.who(address())
        production().snapshots.before_import(visit.show.id, file, by=who)
        payload = [mapping.as_json(), asdict(choices), table.name, expected]
        return hand_over(visit, edit_id, _ready(visit, edit), payload, timeout=LONG_SECONDS)


def _ready(visit: Visit, edit: MergeSheet) -> MergeSheet:
    """The edit, with all done that can be before its turn at the desk, where others wait."""
    sheet = visit.sheet
    edit = foreseen(sheet, edit, new_id)
    if edit.written.held:
        after = apply(sheet, sheet.seq + 1, edit.written.held)
        production().foreshadow(visit.show.id, after)
    return edit
