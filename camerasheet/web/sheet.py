"""The sheet's page, and the partials that htmx fetches for it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.rules.asked import find_camera, find_row
from camerasheet.sheet.rules.cameras import remaining
from camerasheet.sheet.rules.cues import renumber_preview
from camerasheet.web.access import Visit, in_show
from camerasheet.web.courtesy import drawing
from camerasheet.web.pieces import Assembly

blueprint = Blueprint("sheet", __name__, url_prefix="/shows/<slug>")


@blueprint.get("", strict_slashes=False)
@in_show(Action.READ)
def page(visit: Visit) -> ResponseReturnValue:
    """The grid of cues and cameras."""
    page = Assembly()
    with drawing():
        return page.response(
            render_template("sheet/page.html", sheet=visit.sheet, page=page, nav="sheet")
        )


@blueprint.get("/vocabulary")
@in_show(Action.READ)
def vocabulary(visit: Visit) -> ResponseReturnValue:
    """The show's words for sizes, moves and angles."""
    return render_template("vocabulary/page.html", sheet=visit.sheet, nav="vocabulary")


@blueprint.get("/cues/<cue>/cameras/<camera>/editor")
@in_show(Action.READ)
def cell_editor(visit: Visit, cue: str, camera: str) -> ResponseReturnValue:
    """The editor of one cell. Its base is the sheet's seq at this moment."""
    sheet = visit.sheet
    row = find_row(sheet, cue)
    return render_template(
        "sheet/_cell_editor.html",
        sheet=sheet,
        row=row,
        camera=find_camera(sheet, camera),
        shot=row.shot(camera),
        vocabulary=sheet.vocabulary,
        base=sheet.seq,
    )


@blueprint.get("/cues/<cue>/editor")
@in_show(Action.READ)
def cue_editor(visit: Visit, cue: str) -> ResponseReturnValue:
    """The editor of a cue's own fields."""
    sheet = visit.sheet
    return render_template(
        "sheet/_cue_editor.html", sheet=sheet, row=find_row(sheet, cue), base=sheet.seq
    )


@blueprint.get("/cameras/<camera>/editor")
@in_show(Action.READ)
def camera_editor(visit: Visit, camera: str) -> ResponseReturnValue:
    """The editor of a camera's own fields."""
    sheet = visit.sheet
    return render_template(
        "sheet/_camera_editor.html",
        sheet=sheet,
        camera=find_camera(sheet, camera),
        base=sheet.seq,
    )


def _number(name: str, default: int, lowest: int, highest: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isdecimal() and lowest <= int(text) <= highest):
        raise Malformed(f"{name} is a whole number from {lowest} to {highest}.")
    return int(text)


@blueprint.get("/renumber")
@in_show(Action.PLAN)
def renumber(visit: Visit) -> ResponseReturnValue:
    """Old → new numbers, before anybody decides."""
    start = _number("start", 1, 0, 99_999)
    step = _number("step", 1, 1, 1000)
    sheet = visit.sheet
    fresh = renumber_preview(sheet, start, step)
    pairs = [
        (sheet.rows[cue].cue, sheet.rows[cue].cue.number, number) for cue, number in fresh.items()
    ]
    return render_template(
        "sheet/_renumber.html", sheet=sheet, pairs=pairs, start=start, step=step, base=sheet.seq
    )


@blueprint.get("/cameras/<camera>/reassign")
@in_show(Action.PLAN)
def reassign(visit: Visit, camera: str) -> ResponseReturnValue:
    """What would move to another camera, and what would clash there, before anybody decides."""
    sheet = visit.sheet
    source = find_camera(sheet, camera)
    others = [other for other in sheet.cameras_in_order() if other.id != source.id]
    wanted = request.args.get("to")
    target = find_camera(sheet, wanted) if wanted else next(iter(others), None)
    rows = [sheet.rows[cue] for cue in remaining(sheet, source.id)]
    clashes = [row for row in rows if target and not row.shot(target.id).is_blank]
    return render_template(
        "sheet/_reassign.html",
        sheet=sheet,
        camera=source,
        others=others,
        target=target,
        moves=[row for row in rows if row not in clashes],
        clashes=clashes,
    )
