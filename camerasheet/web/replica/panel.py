"""The box that says how the replica stands, and going back to a moment of one's choice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.office.fetching import fetch_state, moment_of
from camerasheet.replica.points import Window
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, Malformed
from camerasheet.storage.clock import utc_now
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.replica import words

blueprint = Blueprint("replica", __name__, url_prefix="/admin/shows/<slug>/replica")

SHOWN_POINTS = 60
"""States that are listed to choose from; the picker takes any second."""


def boxed(visit: Visit) -> dict[str, Any]:
    """What the box's template needs."""
    status = words.status_of(visit.show.id)
    return {"replica": status, "replica_said": words.said(status)}


@blueprint.get("/status")
@in_show(Action.MANAGE)
def status(visit: Visit) -> ResponseReturnValue:
    """The box, for htmx, which asks again and again"""
    return render_template("replica/_box.html", **boxed(visit))


def _window(visit: Visit) -> Window:
    place = production()
    return place.replica.window(place.data.show_file(visit.show.id))


def _page(visit: Visit, error: CamerasheetError | None = None) -> ResponseReturnValue:
    window = None
    try:
        window = _window(visit)
    except CamerasheetError as trouble:
        error = error or trouble
    page = render_template(
        "replica/points.html",
        window=window,
        shown=window.points[:SHOWN_POINTS] if window else (),
        now=utc_now(),
        chosen=request.form.get("time", ""),
        error=error,
        nav="snapshots",
        **boxed(visit),
    )
    return page, STATUSES[error.code] if error else 200


@blueprint.get("/points")
@in_show(Action.MANAGE)
def points(visit: Visit) -> ResponseReturnValue:
    """Which moments the replica can go back to, and choosing one"""
    return _page(visit)


@blueprint.post("/fetch")
@in_show(Action.MANAGE)
def fetch(visit: Visit) -> ResponseReturnValue:
    """Fetch the show as it was, as a snapshot, and show what a restore of it would change"""
    try:
        at, txid = _chosen()
        made = fetch_state(
            production().premises,
            visit.show.id,
            at=at,
            txid=txid,
            by=visit.identity.who(address()),
        )
    except CamerasheetError as error:
        if wants_json():
            raise
        return _page(visit, error)
    flash(f"“{made.name}” is fetched and found sound. Nothing is changed yet.")
    return redirect(url_for("restoring.preview", slug=visit.show.slug, name=made.filename))


def _chosen() -> tuple[datetime | None, int | None]:
    """The moment or the transaction that was sent. Raises ``Malformed``.

    ``at`` is a moment with its zone, which a script makes of ``time``; without one, ``time`` is
    in UTC, as its label says.
    """
    form = request.form
    txid = form.get("txid", "")
    if txid:
        if not txid.isdecimal() or len(txid) > 18:
            raise Malformed("This is none of the states that are listed.")
        return None, int(txid)
    if form.get("at"):
        return moment_of(form["at"]), None
    if not form.get("time"):
        raise Malformed("Choose a time.")
    return moment_of(f"{form['time']}+00:00"), None
