"""What every page needs from us: addresses of assets, who is looking, and where they are."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from flask_wtf.csrf import generate_csrf

from camerasheet.sheet.edits import COLOURS
from camerasheet.sheet.errors import Trouble
from camerasheet.storage.control.identity import Identity
from camerasheet.web.access import Visit, identity
from camerasheet.web.drawn import DrawnRows


def asset_url(folder: Path) -> Any:
    """The template function ``asset(path)``: a file of ``static/`` at an address that changes
    with its contents, so that browsers may keep it for good."""

    @cache
    def version(path: str) -> str:
        return hashlib.sha256((folder / path).read_bytes()).hexdigest()[:12]

    def asset(path: str) -> str:
        return url_for("static", filename=path, v=version(path))

    return asset


def _somebody() -> Identity | None:
    """Who is looking. Nobody where the database is in trouble: its error page must still show."""
    try:
        return identity()
    except Trouble:
        return None


def install(app: Flask, static: Path) -> None:
    """Give every template what it may use: ``asset``, ``drawn``, ``me``, ``show`` and so on."""
    app.jinja_env.globals["asset"] = asset_url(static)
    app.jinja_env.globals["colours"] = COLOURS
    app.jinja_env.globals["drawn"] = DrawnRows()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

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
