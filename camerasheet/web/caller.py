"""The caller's page: what is live, what is next, and the buttons that move the show on."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from camerasheet.sheet.cards import called
from camerasheet.sheet.crew import Action
from camerasheet.storage.clock import milliseconds
from camerasheet.web.access import Visit, in_show

blueprint = Blueprint("caller", __name__, url_prefix="/shows/<slug>/caller")


@blueprint.get("", strict_slashes=False)
@in_show(Action.READ)
def page(visit: Visit) -> ResponseReturnValue:
    """Where the show stands. Whoever may only read gets no buttons."""
    return render_template(
        "caller/page.html",
        sheet=visit.sheet,
        nav="caller",
        view="caller",
        calls=visit.me.may(Action.CALL),
        now=milliseconds(),
    )


@blueprint.get("/cue")
@in_show(Action.READ)
def cue(visit: Visit) -> ResponseReturnValue:
    """``{cue}``: the one with a ``number``, or null, for whoever types one to go to."""
    sheet = visit.sheet
    found = sheet.numbers.get(request.args.get("number", "").strip().casefold())
    if found is None:
        return jsonify(cue=None)
    there = called(sheet, sheet.rows[found])
    title, number = there.row.cue.title, there.row.cue.number
    return jsonify(cue={"id": found, "number": number, "title": title, "words": there.words})
