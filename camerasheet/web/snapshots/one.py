"""One snapshot: downloading, naming, pinning, verifying and deleting it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import LastVerified, Refusal
from camerasheet.snapshots import Manifest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import Form
from camerasheet.web.production import production
from camerasheet.web.snapshots import files, words
from camerasheet.web.snapshots.panel import by, to_panel

blueprint = Blueprint("snapshot", __name__, url_prefix="/admin/shows/<slug>/snapshots/<name>")


@blueprint.get("/download")
@in_show(Action.MANAGE)
def download(visit: Visit, name: str) -> ResponseReturnValue:
    """The file, `Range` and all"""
    return files.download(visit, name)


def _edit(manifest: Manifest, form: Form) -> ResponseReturnValue:
    page = render_template(
        "snapshots/edit.html", manifest=manifest, form=form, words=words, nav="snapshots"
    )
    return page, form.status


@blueprint.get("/edit")
@in_show(Action.MANAGE)
def edit(visit: Visit, name: str) -> ResponseReturnValue:
    """Its name and note"""
    found = production().snapshots.find(visit.show.id, name)
    return _edit(found, Form(name=found.name, note=found.note))


@blueprint.post("/edit")
@in_show(Action.MANAGE)
def describe(visit: Visit, name: str) -> ResponseReturnValue:
    """Give it another name and note"""
    snapshots = production().snapshots
    found = snapshots.find(visit.show.id, name)
    form = Form.sent("name", "note")
    try:
        snapshots.describe(visit.show.id, name, name=form["name"], note=form["note"], by=by(visit))
    except Refusal as error:
        form.refuse("name", error)
        return _edit(found, form)
    flash("Saved.")
    return to_panel(visit)


@blueprint.post("/pin")
@in_show(Action.MANAGE)
def pin(visit: Visit, name: str) -> ResponseReturnValue:
    """Keep it for good: no schedule removes it"""
    made = production().snapshots.describe(visit.show.id, name, pinned=True, by=by(visit))
    flash(f"“{words.title(made)}” is pinned: it stays until somebody deletes it.")
    return to_panel(visit)


@blueprint.post("/unpin")
@in_show(Action.MANAGE)
def unpin(visit: Visit, name: str) -> ResponseReturnValue:
    """Let the schedule remove it again"""
    made = production().snapshots.describe(visit.show.id, name, pinned=False, by=by(visit))
    flash(f"“{words.title(made)}” is no longer pinned.")
    return to_panel(visit)


@blueprint.post("/verify")
@in_show(Action.MANAGE)
def verify(visit: Visit, name: str) -> ResponseReturnValue:
    """Read all of it through: checksum, integrity, tables, rows"""
    found = production().snapshots.verify(visit.show.id, name, by=by(visit))
    if found.verified_ok:
        flash(f"“{words.title(found)}” is sound: every byte was read.")
    else:
        flash(f"“{words.title(found)}” is not sound. {found.problem}")
    return to_panel(visit)


def _last_verified(visit: Visit, manifest: Manifest) -> bool:
    """Whether no other snapshot of the show is known to be sound."""
    sound = [each for each in production().snapshots.list(visit.show.id) if each.verified_ok]
    return [each.filename for each in sound] == [manifest.filename]


def _confirm(manifest: Manifest, last: bool) -> str:
    return render_template(
        "snapshots/delete.html", manifest=manifest, last=last, words=words, nav="snapshots"
    )


@blueprint.get("/delete")
@in_show(Action.MANAGE)
def confirm(visit: Visit, name: str) -> ResponseReturnValue:
    """What would be deleted, before it is"""
    found = production().snapshots.find(visit.show.id, name)
    return _confirm(found, _last_verified(visit, found))


@blueprint.post("/delete")
@in_show(Action.MANAGE)
def delete(visit: Visit, name: str) -> ResponseReturnValue:
    """Delete it; the last one known to be sound only when that was said"""
    form = Form.sent("last")
    snapshots = production().snapshots
    found = snapshots.find(visit.show.id, name)
    try:
        snapshots.delete(visit.show.id, name, by=by(visit), last_verified_too=form["last"] == "1")
    except LastVerified as error:
        if wants_json():
            raise
        return _confirm(found, last=True), STATUSES[error.code]
    flash(f"“{words.title(found)}” is deleted.")
    return to_panel(visit)
