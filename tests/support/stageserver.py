"""The real application under the real gunicorn, with people in it.

Run it: ``python -m tests.support.stageserver PORT DATA``. On an empty data directory it makes a
show "gala" with two cameras and three cues, and writes who may come in to ``DATA/people.json``.
Routes under ``/test`` do at run time what an admin would: they exist here only. Settings are taken
from the environment, save where the data is; ``STAGE_FOLD_SECONDS`` has the caretaker come oftener.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.desk import Accepted
from camerasheet.server import serve
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.web import production
from camerasheet.web.access import SESSION, public
from camerasheet.web.production import Production
from tests.support.shows import slip

PASSWORD = "correct horse battery"


def _furnish(place: Production, show_id: str) -> dict[str, Any]:
    """Cameras and cues; their ids."""
    desk = place.desk(show_id)
    for payload in ({"kind": "add_camera"},) * 2 + ({"kind": "add_cue"},) * 3:
        assert isinstance(desk.apply(slip(dict(payload), f"furnish-{desk.sheet.seq}")), Accepted)
    return {"cameras": desk.sheet.camera_order, "cues": desk.sheet.order}


def _people(app: Flask, place: Production) -> dict[str, Any]:
    show = place.create_show("gala", "Spring Gala", by=None)
    place.create_show("other", "Another show", by=None)
    there = _furnish(place, show.id)
    control, tokens = place.control, {}
    for role in Role:
        camera = there["cameras"][0] if role is Role.OPERATOR else None
        made = control.tokens.create(
            role.value.title(), role, show_id=show.id, camera_id=camera, by=SYSTEM
        )
        tokens[role.value] = {"secret": made[0], "id": made[1].id}
    everywhere = control.tokens.create("An instance admin", Role.ADMIN, by=SYSTEM)
    tokens["everywhere"] = {"secret": everywhere[0], "id": everywhere[1].id}
    account = control.accounts.create("eve", "Eve", PASSWORD, Role.EDITOR, by=SYSTEM)
    session = control.sessions.open(account.id)
    signer: Any = app.session_interface
    cookie = signer.get_signing_serializer(app).dumps({SESSION: session.secret})
    return {
        **there,
        "show": show.id,
        "tokens": tokens,
        "account": account.id,
        "cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}",
    }


def _add_doors(app: Flask, place: Production) -> None:
    @public
    def revoke() -> ResponseReturnValue:
        place.control.tokens.revoke(request.args["token"], by=SYSTEM)
        return jsonify(done=True)

    @public
    def role() -> ResponseReturnValue:
        place.control.accounts.change_role(request.args["account"], Role.VIEWER, by=SYSTEM)
        return jsonify(done=True)

    @public
    def fill() -> ResponseReturnValue:
        """From now on no file of this process grows: as if the disk were full."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
        return jsonify(done=True)

    app.add_url_rule("/test/fill", view_func=fill)
    app.add_url_rule("/test/revoke", view_func=revoke)
    app.add_url_rule("/test/role", view_func=role)


def make(settings: Settings) -> Flask:
    """The application, furnished when it is new."""
    app = create_app(settings)
    place: Production = app.extensions["camerasheet"]
    who = settings.data / "people.json"
    if not who.exists():
        who.write_text(json.dumps(_people(app, place)))
    _add_doors(app, place)
    return app


def main(port: int, data: Path) -> None:
    """Serve until told to stop."""
    production.FOLD_SECONDS = float(os.environ.get("STAGE_FOLD_SECONDS", production.FOLD_SECONDS))
    chosen = replace(Settings.from_environment(os.environ), data=data)
    serve(
        lambda: make(chosen),
        port=port,
        threads=chosen.http_threads,
        connections=chosen.max_connections,
        request_seconds=chosen.request_seconds,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
