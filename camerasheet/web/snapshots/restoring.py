"""Comparing a snapshot with the live sheet or another one, and restoring from that page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.compare import Comparison
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, Malformed, NotFound
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots import Manifest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.production import production
from camerasheet.web.snapshots import words
from camerasheet.web.snapshots.panel import by

blueprint = Blueprint("restoring", __name__, url_prefix="/admin/shows/<slug>/snapshots/<name>")

INLINE_FIELDS = 1500
"""Fields of before and after that a page carries; the rest comes when a line is opened."""

PARTS = ("all", "cues", "cameras", "cells")


def selection(part: str, cues: list[str], cameras: list[str]) -> Selection:
    """What was chosen. Raises :class:`Malformed` for nothing, and for a part that there is not."""
    if part not in PARTS:
        raise Malformed("Choose what to bring back.")
    if part in ("cues", "cells") and not cues:
        raise Malformed("Choose at least one cue, or bring back everything.")
    if part in ("cameras", "cells") and not cameras:
        raise Malformed("Choose at least one camera, or bring back everything.")
    return Selection(
        frozenset(cues) if part in ("cues", "cells") else None,
        frozenset(cameras) if part in ("cameras", "cells") else None,
    )


def _open_rows(rows: list[words.ShownRow]) -> set[str]:
    """The first rows, whose fields come with the page."""
    left, found = INLINE_FIELDS, set()
    for row in rows:
        left -= len(row.fields)
        if left < 0:
            break
        found.add(row.id)
    return found


def _context(visit: Visit, manifest: Manifest, compared: Comparison) -> dict[str, Any]:
    cues = [words.shown_cue(cue) for cue in compared.cues]
    cameras = [words.shown_camera(camera) for camera in compared.cameras]
    return {
        "manifest": manifest,
        "compared": compared,
        "cues": cues,
        "cameras": cameras,
        "inline": _open_rows([*cameras, *cues]),
        "columns": words.columns(compared, visit.sheet),
        "words": words,
        "nav": "snapshots",
    }


def _restore_page(
    visit: Visit, manifest: Manifest, error: CamerasheetError | None = None
) -> ResponseReturnValue:
    compared = production().snapshots.compare(visit.show.id, manifest.filename)
    page = render_template(
        "snapshots/restore.html",
        error=error,
        part=request.form.get("part", "all"),
        chosen_cues=set(request.form.getlist("cue")),
        chosen_cameras=set(request.form.getlist("camera")),
        **_context(visit, manifest, compared),
    )
    return page, STATUSES[error.code] if error else 200


@blueprint.get("/restore")
@in_show(Action.MANAGE)
def preview(visit: Visit, name: str) -> ResponseReturnValue:
    """What a restore would change, and choosing what comes back"""
    found = production().snapshots.find(visit.show.id, name)
    try:
        return _restore_page(visit, found)
    except NotFound:
        raise
    except CamerasheetError as error:
        return _unusable(found, error)


def _unusable(manifest: Manifest, error: CamerasheetError) -> ResponseReturnValue:
    """A snapshot that cannot be read: said with its name, and that nothing was changed."""
    if wants_json():
        raise error
    what = f"“{words.title(manifest)}” cannot be used"
    page = render_template("snapshots/refused.html", what=what, error=error, nav="snapshots")
    return page, STATUSES[error.code]


@blueprint.post("/restore")
@in_show(Action.MANAGE)
def restore(visit: Visit, name: str) -> ResponseReturnValue:
    """Begin to restore, and go to the job's page"""
    snapshots, form = production().snapshots, request.form
    found = snapshots.find(visit.show.id, name)
    try:
        chosen = selection(form.get("part", "all"), form.getlist("cue"), form.getlist("camera"))
        job = snapshots.restore(
            visit.show.id,
            name,
            selection=chosen,
            by=by(visit),
            without_replica=form.get("without_replica") == "1",
        )
    except CamerasheetError as error:
        if wants_json():
            raise
        return _restore_page(visit, found, error)
    return redirect(url_for("jobs.page", slug=visit.show.slug, job=job.id))


def _other(visit: Visit) -> Manifest | None:
    other = request.args.get("other", "")
    return production().snapshots.find(visit.show.id, other) if other else None


@blueprint.get("/compare")
@in_show(Action.MANAGE)
def compare(visit: Visit, name: str) -> ResponseReturnValue:
    """What differs, from another snapshot or the live sheet to this one"""
    snapshots = production().snapshots
    found, other = snapshots.find(visit.show.id, name), _other(visit)
    others = [each for each in snapshots.list(visit.show.id) if each.filename != name]
    try:
        compared = snapshots.compare(visit.show.id, name, other.filename if other else None)
    except NotFound:
        raise
    except CamerasheetError as error:
        return _unusable(found, error)
    return render_template(
        "snapshots/compare.html",
        other=other,
        others=others,
        **_context(visit, found, compared),
    )


@blueprint.get("/difference/<row>")
@in_show(Action.MANAGE)
def difference(visit: Visit, name: str, row: str) -> ResponseReturnValue:
    """One cue or camera before and after, for a line that is opened"""
    other = _other(visit)
    compared = production().snapshots.compare(
        visit.show.id, name, other.filename if other else None
    )
    found = [words.shown_cue(cue) for cue in compared.cues if cue.cue == row]
    found += [words.shown_camera(each) for each in compared.cameras if each.camera == row]
    if not found:
        raise NotFound("This line no longer differs.")
    return render_template("snapshots/_fields.html", row=found[0])
