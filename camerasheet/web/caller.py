"""The caller's page: what is live, what is next, and the buttons that move the show on."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from camerasheet.sheet.cards import called
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import NotFound
from camerasheet.web.access import Visit, in_show
from camerasheet.web.production import milliseconds

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
    """The cue with a ``number``, for whoever types one to go to. Raises :class:`NotFound`."""
    sheet = visit.sheet
    number = request.args.get("number", "").strip()
    found = sheet.numbers.get(number.casefold())
    if found is None:
        raise NotFound(f"There is no cue {number[:20]}.")
    there = called(sheet, sheet.rows[found])
    return jsonify(
        id=found, number=there.row.cue.number, title=there.row.cue.title, words=there.words
    )
