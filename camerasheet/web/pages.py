"""What every page needs from us: its assets, who is looking, and where they are."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g
from flask_wtf.csrf import generate_csrf

from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.errors import Trouble
from camerasheet.storage.control.identity import Identity
from camerasheet.web.access import Visit, identity
from camerasheet.web.assets import Assets
from camerasheet.web.drawn import DrawnRows


def _somebody() -> Identity | None:
    """Who is looking. Nobody where the database is in trouble: its error page must still show."""
    try:
        return identity()
    except Trouble:
        return None


def install(app: Flask, assets: Assets) -> None:
    """Give every template what it may use: ``asset``, ``drawn``, ``me``, ``show`` and so on."""
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["module"] = assets.module
    app.jinja_env.globals["colours"] = COLOURS
    app.jinja_env.globals["drawn"] = DrawnRows()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    def served(filename: str) -> Response:
        return assets.serve(app, filename)

    app.view_functions["static"] = served

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        here: Visit | None = g.get("visit")
        return {
            "csrf_token": generate_csrf,
            "identity": _somebody(),
            "me": here.me if here else None,
            "show": here.show if here else None,
            "nav": "",
        }
