"""The camera cards: one camera's page for its operator, and the list that leads to them."""

from __future__ import annotations

import re

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from camerasheet.sheet.cards import call_of, card_of
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import NotFound
from camerasheet.storage.clock import milliseconds
from camerasheet.web.access import Visit, in_show

blueprint = Blueprint("card", __name__, url_prefix="/shows/<slug>")

_CAMERA = re.compile(r"[0-9A-Za-z_-]{1,64}")


@blueprint.record_once
def _globals(state: BlueprintSetupState) -> None:
    """Let the macros work out what they show: a page and a broadcast give them only the sheet."""
    state.app.jinja_env.globals.update(card_of=card_of, call_of=call_of)


@blueprint.get("/cards")
@in_show(Action.READ)
def cards(visit: Visit) -> ResponseReturnValue:
    """Every camera, each with the way to its card; an operator's own first."""
    sheet, mine = visit.sheet, visit.me.camera
    cameras = sorted(sheet.cameras_in_order(), key=lambda camera: camera.id != mine)
    return render_template(
        "cards/page.html",
        sheet=sheet,
        nav="cards",
        view="caller",  # small, and what its followers get finds nothing to change on this page
        cards=[card_of(sheet, camera) for camera in cameras],
    )


@blueprint.get("/camera/<camera>")
@in_show(Action.READ)
def card(visit: Visit, camera: str) -> ResponseReturnValue:
    """One camera's card. A struck camera has a page too: undo brings the card back onto it.

    Raises :class:`NotFound` for what cannot be a camera's id.
    """
    if not _CAMERA.fullmatch(camera):
        raise NotFound("There is no camera at this address.")
    sheet = visit.sheet
    found = sheet.cameras.get(camera)
    page = render_template(
        "card/page.html",
        sheet=sheet,
        nav="cards",
        view=f"card:{camera}",
        camera=found,
        mine=visit.me.may(Action.OWN_CAMERA, camera),
        now=milliseconds(),
    )
    return page, 200 if found else 410


@blueprint.get("/card-worker.js")
@in_show(Action.READ)
def worker(visit: Visit) -> ResponseReturnValue:
    """The service worker of this show's cards: from here its scope may be the show's pages."""
    answer = current_app.send_static_file("js/card/worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
