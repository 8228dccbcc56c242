"""Offsite copies in the panel: pushed, fetched back, deleted; and what the store said last."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, LastVerified, NotFound
from camerasheet.snapshots import Job
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import Form, address
from camerasheet.web.production import production
from camerasheet.web.snapshots.jobs import named
from camerasheet.web.snapshots.listed import listed

blueprint = Blueprint("offsite", __name__, url_prefix="/admin/shows/<slug>/snapshots")


def carried(visit: Visit) -> list[tuple[Job, str]]:
    """The jobs that carry this show's snapshots now, each with what it does."""
    return [(job, named(job)) for job in production().offsite.under_way(visit.show.id)]


def _carry(visit: Visit, name: str, start: Callable[..., Job]) -> ResponseReturnValue:
    """Begin a push or a fetch, and go to the page of its job."""
    try:
        job = start(visit.show.id, name, by=visit.identity.who(address()))
    except CamerasheetError as error:
        return _refused(visit, error)
    return redirect(url_for("jobs.page", slug=visit.show.slug, job=job.id))


def _to_panel(visit: Visit) -> ResponseReturnValue:
    return redirect(url_for("snapshots.page", slug=visit.show.slug))


@blueprint.get("/offsite")
@in_show(Action.MANAGE)
def state(visit: Visit) -> ResponseReturnValue:
    """What the store said last; `?anew=1` has it asked again

    The list comes with it only when there are others than it shows, which ``seen`` says: somebody
    may be at work in it.
    """
    on_its_way = carried(visit)  # first: what ends while the rest is read is asked for once more
    known = production().offsite.known(visit.show.id, anew=request.args.get("anew") == "1")
    if "HX-Request" not in request.headers:
        return _to_panel(visit)
    now, seen = listed(visit, known), request.args.get("seen", "")
    others = not known.looking and now["seen"] != seen
    if not others:
        now["seen"] = seen
    return render_template("snapshots/_offsite_told.html", **now, others=others, carried=on_its_way)


@blueprint.post("/<name>/push")
@in_show(Action.MANAGE)
def push(visit: Visit, name: str) -> ResponseReturnValue:
    """Push a snapshot offsite"""
    return _carry(visit, name, production().offsite.push)


@blueprint.post("/offsite/<name>/fetch")
@in_show(Action.MANAGE)
def fetch(visit: Visit, name: str) -> ResponseReturnValue:
    """Fetch an offsite copy back"""
    return _carry(visit, name, production().offsite.fetch)


@blueprint.get("/offsite/<name>/delete")
@in_show(Action.MANAGE)
def confirm(visit: Visit, name: str) -> ResponseReturnValue:
    """What would be deleted offsite, before it is"""
    known = production().offsite.known(visit.show.id)
    if name not in known.names():
        raise NotFound("There is no such offsite copy.")
    sound = [each.filename for each in known.copies if each.manifest.verified_ok]
    return _confirm(name, last=sound == [name])


def _confirm(name: str, last: bool) -> str:
    place = production().offsite.place
    return render_template(
        "snapshots/delete_offsite.html", name=name, last=last, place=place, nav="snapshots"
    )


@blueprint.post("/offsite/<name>/delete")
@in_show(Action.MANAGE)
def delete(visit: Visit, name: str) -> ResponseReturnValue:
    """Delete an offsite copy; the last one known to be sound only when that was said"""
    form = Form.sent("last")
    who = visit.identity.who(address())
    try:
        production().offsite.delete(
            visit.show.id, name, by=who, last_verified_too=form["last"] == "1"
        )
    except LastVerified as error:
        if wants_json():
            raise
        return _confirm(name, last=True), STATUSES[error.code]
    except CamerasheetError as error:
        return _refused(visit, error)
    flash(f"The offsite copy {name} is deleted.")
    return _to_panel(visit)


def _refused(visit: Visit, error: CamerasheetError) -> ResponseReturnValue:
    if wants_json() or STATUSES[error.code] in (401, 403, 404):
        raise error
    flash(error.message)
    return _to_panel(visit)
