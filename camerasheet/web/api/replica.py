"""The replica over HTTP: how it stands, what it can bring back, and bringing that back."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import Field

from camerasheet.office.fetching import fetch_state, moment_of
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.web.access import View, Visit, in_show
from camerasheet.web.api.backups import as_json
from camerasheet.web.api.bodies import Body, read
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.replica.words import status_of
from camerasheet.web.snapshots.doors import in_default_show

blueprint = Blueprint("api_replica", __name__, url_prefix="/api")

MOST_POINTS = 500
"""States listed in one answer, the newest; any other second of the window can be asked for."""


class WantedState(Body):
    """Which state: as it was at a time (ISO 8601 with its zone), or after a transaction."""

    time: Annotated[str, Field(max_length=40, json_schema_extra={"format": "date-time"})] | None = (
        None
    )
    txid: Annotated[int, Field(ge=1, lt=2**63)] | None = None


def _both(method: str, path: str, name: str, view: View) -> None:
    """Under the show's address, and for the default show."""
    for rule, endpoint, guarded in (
        (f"/shows/<slug>/backups/litestream{path}", name, in_show(Action.MANAGE)(view)),
        (f"/backups/litestream{path}", f"{name}_of_default", in_default_show(view)),
    ):
        blueprint.add_url_rule(rule, endpoint, guarded, methods=[method])


def status(visit: Visit) -> ResponseReturnValue:
    """How the replica stands, with the databases that this show lives in."""
    return jsonify(status_of(visit.show.id).as_json())


def points(visit: Visit) -> ResponseReturnValue:
    """What can be brought back, and how exactly."""
    place = production()
    window = place.replica.window(place.data.show_file(visit.show.id))
    return jsonify(window.as_json(MOST_POINTS))


def fetch(visit: Visit) -> ResponseReturnValue:
    """Fetch a state, as a snapshot."""
    body = read(WantedState)
    if (body.time is None) == (body.txid is None):
        raise Malformed("Say either time or txid.")
    made = fetch_state(
        production().premises,
        visit.show.id,
        at=None if body.time is None else moment_of(body.time),
        txid=body.txid,
        by=visit.identity.who(address()),
    )
    return jsonify(as_json(made)), 201


_both("GET", "/status", "status", status)
_both("GET", "/points", "points", points)
_both("POST", "/fetch", "fetch", fetch)
