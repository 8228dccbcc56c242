"""Handing edits to the desk and waiting for what becomes of them, for pages and programs."""

from __future__ import annotations

from camerasheet.desk import Outcome, Slip, digest
from camerasheet.sheet.edits import parse_edit, parse_edit_id
from camerasheet.sheet.rules.decide import AnyEdit
from camerasheet.web.access import Visit, who_now
from camerasheet.web.production import production

LONG_SECONDS = 60.0
"""How long an edit that touches the whole sheet is waited for."""


def hand_in(
    visit: Visit, edit_id: str, payload: object, epoch: str | None = None, *, timeout: float = 10.0
) -> Outcome:
    """Have the desk decide an edit as clients send them; waits at most ``timeout`` seconds.

    Raises :class:`Malformed`, and ``Trouble`` when there is no answer in time.
    """
    edit_id = parse_edit_id(edit_id)
    return hand_over(visit, edit_id, parse_edit(payload), payload, epoch, timeout=timeout)


def hand_over(
    visit: Visit,
    edit_id: str,
    edit: AnyEdit,
    payload: object,
    epoch: str | None = None,
    *,
    timeout: float,
) -> Outcome:
    """The same for an edit that the server made of ``payload``, which tells it from any other."""
    slip = Slip(
        id=edit_id,
        edit=edit,
        who=visit.me.id,
        person=who_now(production(), visit.identity, visit.show.id),
        digest=digest(payload),
        epoch=epoch,
    )
    return visit.desk.apply(slip, timeout)
