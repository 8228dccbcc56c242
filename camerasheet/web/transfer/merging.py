"""From tables to a plan, and from a plan to the sheet: the same steps for pages and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from camerasheet.desk import Outcome, Slip, digest
from camerasheet.sheet.incoming import Choices, MergeSheet, Plan
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.merge import plan
from camerasheet.storage.ids import new_id
from camerasheet.transfer import Mapping, Table, incoming
from camerasheet.web.access import Visit, who_now
from camerasheet.web.production import production


def preview(sheet: Sheet, table: Table, mapping: Mapping, choices: Choices) -> Plan:
    """What the import would do to the sheet as it stands. Raises ``ImportRefused``."""
    return plan(sheet, incoming(table, mapping, sheet.vocabulary), choices, new_id)


def merge(
    visit: Visit, edit_id: str, table: Table, mapping: Mapping, choices: Choices, expected: str = ""
) -> Outcome:
    """Import, all of it or nothing, as one event. Raises ``ImportRefused``, ``Trouble``.

    ``expected`` is the fingerprint of the plan that was previewed: if the sheet has changed so
    that another plan would come of it, the import is refused.
    """
    edit = MergeSheet(
        incoming(table, mapping, visit.sheet.vocabulary), choices, table.name, expected
    )
    slip = Slip(
        id=edit_id,
        edit=edit,
        who=visit.me.id,
        person=who_now(production(), visit.identity, visit.show.id),
        digest=digest([mapping.as_json(), asdict(choices), table.name, expected]),
    )
    return visit.desk.apply(slip, timeout=60.0)


def plan_as_json(planned: Plan) -> dict[str, Any]:
    """A plan as programs get it."""
    return {
        "added": [asdict(cue) for cue in planned.added],
        "changed": [asdict(cue) for cue in planned.changed],
        "same": planned.same,
        "absent": [asdict(cue) for cue in planned.absent],
        "cameras_added": [asdict(camera) for camera in planned.cameras_added],
        "cameras_changed": [asdict(camera) for camera in planned.cameras_changed],
        "notices": list(planned.notices),
    }
