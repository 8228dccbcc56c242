"""Offsite copies in the panel: pushed, fetched back, deleted; and what the store said last."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.offsite import Known
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, LastVerified, NotFound
from camerasheet.snapshots import Job, Manifest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import Form, address
from camerasheet.web.production import production
from camerasheet.web.snapshots import words

blueprint = Blueprint("offsite", __name__, url_prefix="/admin/shows/<slug>/snapshots")


def merged(here: Sequence[Manifest], known: Known) -> list[Manifest]:
    """The snapshots that are here and those that are only offsite, newest first."""
    names = {each.filename for each in here}
    away = [copy.manifest for copy in known.copies if copy.filename not in names]
    return sorted([*here, *away], key=lambda each: each.created, reverse=True)


def only_there(here: Sequence[Manifest], known: Known) -> frozenset[str]:
    """The names of those that are only offsite."""
    return known.names() - {each.filename for each in here}


def mark(known: Known) -> str:
    """What tells a list of copies from another one."""
    return f"{zlib.crc32(' '.join(sorted(known.names())).encode()):x}"


def _to_job(visit: Visit, job: Job) -> ResponseReturnValue:
    return redirect(url_for("jobs.page", slug=visit.show.slug, job=job.id))


def _to_panel(visit: Visit) -> ResponseReturnValue:
    return redirect(url_for("snapshots.page", slug=visit.show.slug))


@blueprint.get("/offsite")
@in_show(Action.MANAGE)
def state(visit: Visit) -> ResponseReturnValue:
    """What the store said last; `?anew=1` has it asked again

    The panel is loaded anew only when there are others than it lists, which ``seen`` says:
    somebody may be writing there.
    """
    offsite = production().offsite
    known = offsite.known(visit.show.id, anew=request.args.get("anew") == "1")
    if "HX-Request" not in request.headers:
        return _to_panel(visit)
    seen = request.args.get("seen", "")
    headers = {} if known.looking or mark(known) == seen else {"HX-Refresh": "true"}
    page = render_template(
        "snapshots/_offsite.html", known=known, seen=seen, offsite=offsite, words=words
    )
    return page, headers


@blueprint.post("/<name>/push")
@in_show(Action.MANAGE)
def push(visit: Visit, name: str) -> ResponseReturnValue:
    """Push a snapshot offsite"""
    who = visit.identity.who(address())
    try:
        return _to_job(visit, production().offsite.push(visit.show.id, name, by=who))
    except CamerasheetError as error:
        return _refused(visit, error)


@blueprint.post("/offsite/<name>/fetch")
@in_show(Action.MANAGE)
def fetch(visit: Visit, name: str) -> ResponseReturnValue:
    """Fetch an offsite copy back"""
    who = visit.identity.who(address())
    try:
        return _to_job(visit, production().offsite.fetch(visit.show.id, name, by=who))
    except CamerasheetError as error:
        return _refused(visit, error)


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
