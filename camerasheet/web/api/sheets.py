"""Shows and sheets over HTTP: reading them, editing them, moving the live position."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from camerasheet.desk import Turned
from camerasheet.sheet.crew import Action
from camerasheet.sheet.edits import MOST_SEQ
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.events import as_json
from camerasheet.sheet.rules.asked import find_camera, find_row
from camerasheet.sheet.rules.live import position
from camerasheet.sheet.wire import camera_as_json, row_as_json, sheet_as_json
from camerasheet.storage.control.identity import Identity
from camerasheet.storage.control.shows import Show
from camerasheet.web.access import Visit, admin_only, in_show, signed_in
from camerasheet.web.api.bodies import NewShow, PostedEdit, PostedLive, answer, read
from camerasheet.web.handing import hand_in
from camerasheet.web.production import production
from camerasheet.web.shows import free_slug

blueprint = Blueprint("api", __name__, url_prefix="/api")

MOST_EVENTS = 1000
"""Events in one answer of the log."""


def show_as_json(show: Show) -> dict[str, object]:
    """A show's record."""
    return {
        "id": show.id,
        "slug": show.slug,
        "title": show.title,
        "created_at": show.created_at.isoformat(),
        "archived": show.archived_at is not None,
    }


@blueprint.get("/shows")
@signed_in
def shows(somebody: Identity) -> ResponseReturnValue:
    """The shows in use that whoever asks may read, oldest first."""
    found = production().control.shows.list()
    return jsonify([show_as_json(s) for s in found if somebody.person_in(s.id) is not None])


@blueprint.post("/shows")
@admin_only
def create_show(somebody: Identity) -> ResponseReturnValue:
    """Make a show with an empty sheet."""
    body = read(NewShow)
    slug = body.slug or free_slug(body.title)
    show = production().create_show(
        slug, body.title, by=somebody, address=request.remote_addr or ""
    )
    return jsonify(show_as_json(show)), 201


@blueprint.get("/shows/<slug>")
@in_show(Action.READ)
def show(visit: Visit) -> ResponseReturnValue:
    """One show's record."""
    return jsonify(show_as_json(visit.show))


@blueprint.get("/shows/<slug>/sheet")
@in_show(Action.READ)
def sheet(visit: Visit) -> ResponseReturnValue:
    """The whole sheet as of ``seq``."""
    return jsonify(sheet_as_json(visit.sheet))


@blueprint.get("/shows/<slug>/cues")
@in_show(Action.READ)
def cues(visit: Visit) -> ResponseReturnValue:
    """Every cue with its shots, in order."""
    sheet = visit.sheet
    return jsonify(
        epoch=sheet.epoch,
        seq=sheet.seq,
        cues=[row_as_json(sheet, row) for row in sheet.in_order()],
    )


@blueprint.get("/shows/<slug>/cues/<cue>")
@in_show(Action.READ)
def cue(visit: Visit, cue: str) -> ResponseReturnValue:
    """One cue with its shots."""
    sheet = visit.sheet
    return jsonify(row_as_json(sheet, find_row(sheet, cue)))


@blueprint.get("/shows/<slug>/cameras")
@in_show(Action.READ)
def cameras(visit: Visit) -> ResponseReturnValue:
    """Every camera, left to right."""
    sheet = visit.sheet
    return jsonify(
        epoch=sheet.epoch,
        seq=sheet.seq,
        cameras=[camera_as_json(camera) for camera in sheet.cameras_in_order()],
    )


@blueprint.get("/shows/<slug>/cameras/<camera>")
@in_show(Action.READ)
def camera(visit: Visit, camera: str) -> ResponseReturnValue:
    """One camera."""
    return jsonify(camera_as_json(find_camera(visit.sheet, camera)))


@blueprint.get("/shows/<slug>/events")
@in_show(Action.READ)
def events(visit: Visit) -> ResponseReturnValue:
    """The log after a seq: who did what, in order. At most 1000 at a time.

    ``seq`` is that up to which the answer goes, so that the next question may begin there.
    """
    text = request.args.get("after", "0")
    if not (text.isdecimal() and len(text) < 17 and int(text) <= MOST_SEQ):
        raise Malformed("after is the seq that you have seen.")
    sheet = visit.sheet  # first: the log may have more by then, but nothing less
    page = visit.desk.events_after(int(text), MOST_EVENTS)
    found = [event for event in page if event.seq <= sheet.seq]
    full = len(page) == MOST_EVENTS and found
    seq = found[-1].seq if full else sheet.seq
    return jsonify(epoch=sheet.epoch, seq=seq, events=[as_json(event) for event in found])


@blueprint.post("/shows/<slug>/edits")
@in_show(Action.READ)  # what each edit needs is decided by the rules, at the moment it is applied
def edit(visit: Visit) -> ResponseReturnValue:
    """Apply one edit, once: the same id again gets the same answer again."""
    body = read(PostedEdit)
    return answer(hand_in(visit, body.id, body.edit, body.epoch))


@blueprint.get("/shows/<slug>/live")
@in_show(Action.READ)
def live(visit: Visit) -> ResponseReturnValue:
    """Where the show stands."""
    return jsonify(position(visit.sheet))


@blueprint.post("/shows/<slug>/live")
@in_show(Action.READ)  # decided by the rules, as above
def move_live(visit: Visit) -> ResponseReturnValue:
    """Stand by, take, go back, go to a cue, hold, release."""
    body = read(PostedLive)
    payload: dict[str, object] = {"kind": "live", "action": body.action}
    if body.seen is not None:
        payload["from"] = body.seen
    if body.cue is not None:
        payload["cue"] = body.cue
    outcome = hand_in(visit, body.id, payload, body.epoch)
    if isinstance(outcome, Turned):
        return answer(outcome)
    return answer(outcome, live=position(visit.sheet))
