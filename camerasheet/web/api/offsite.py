"""Offsite copies over HTTP, of a show by its address and, shorter, of the default one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from camerasheet.offsite import Copy
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.snapshots import Job
from camerasheet.storage.control.identity import Identity, Who
from camerasheet.web.access import View, Visit, admin_only, in_show
from camerasheet.web.api.backups import WAIT_SECONDS, answer_when_ended, as_json
from camerasheet.web.errors import STATUSES
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.snapshots.doors import in_default_show

blueprint = Blueprint("api_offsite", __name__, url_prefix="/api")


def copy_as_json(copy: Copy, here: frozenset[str]) -> dict[str, Any]:
    """An offsite copy as programs get it: its manifest, when it was pushed, whether it is here."""
    return {
        **as_json(copy.manifest),
        "pushed": copy.pushed.isoformat(),
        "here": copy.filename in here,
    }


def _by(visit: Visit) -> Who:
    return visit.identity.who(address())


def _both(method: str, path: str, name: str) -> Callable[[View], View]:
    """Two routes to the same view: under the show's address, and for the default show."""

    def register(view: View) -> View:
        routes = (
            (f"/shows/<slug>{path}", name, in_show(Action.MANAGE)(view)),
            (path, f"{name}_of_default", in_default_show(view)),
        )
        for rule, endpoint, guarded in routes:
            blueprint.add_url_rule(rule, endpoint, guarded, methods=[method])
        return view

    return register


@_both("GET", "/offsite", "list")
def every(visit: Visit) -> ResponseReturnValue:
    """Every offsite copy, newest first, as the store has it now."""
    show = visit.show.id
    copies = production().offsite.list(show)
    here = frozenset(each.filename for each in production().snapshots.list(show))
    return jsonify([copy_as_json(each, here) for each in copies])


@_both("POST", "/backups/<name>/offsite", "push")
def push(visit: Visit, name: str) -> ResponseReturnValue:
    """Push a snapshot, or what is missing of it, and wait until it is there."""
    return _answer(production().offsite.push(visit.show.id, name, by=_by(visit)))


@_both("POST", "/offsite/<name>/fetch", "fetch")
def fetch(visit: Visit, name: str) -> ResponseReturnValue:
    """Fetch a copy, or what is missing of it, and wait until it is a snapshot here."""
    return _answer(production().offsite.fetch(visit.show.id, name, by=_by(visit)))


@_both("DELETE", "/offsite/<name>", "delete")
def delete(visit: Visit, name: str) -> ResponseReturnValue:
    """Remove a copy; the last one known to be sound only with ``?last_verified_too=1``."""
    meant = request.args.get("last_verified_too", "0")
    if meant not in ("0", "1"):
        raise Malformed("last_verified_too is 0 or 1.")
    production().offsite.delete(visit.show.id, name, by=_by(visit), last_verified_too=meant == "1")
    return jsonify(status="deleted", filename=name)


@blueprint.post("/backups/daily")
@admin_only
def daily(somebody: Identity) -> ResponseReturnValue:
    """Snapshots of every show and of control.db, pushed offsite; for whoever asks once a day."""
    offsite = production().offsite
    done = offsite.daily(by=somebody.who(address()), seconds=WAIT_SECONDS)
    errors = [each.error for each in done if each.error]
    answer: dict[str, Any] = {
        "status": "failed" if errors else "done",
        "offsite": offsite.place or None,
        "shows": [each.as_json() for each in done if each.show],
        "control": next(each.as_json() for each in done if not each.show),
    }
    if not errors:
        return jsonify(answer)
    first = errors[0]
    return jsonify(**first, **answer), STATUSES.get(str(first["code"]), 500)


def _answer(job: Job) -> ResponseReturnValue:
    """What became of a copy."""
    return answer_when_ended(job, production().offsite.wait, _worked)


def _worked(job: Job) -> ResponseReturnValue:
    return jsonify(status=job.result["status"], filename=job.result["filename"], job=job.as_json())
