"""All wiring, and only wiring: settings in, a WSGI application out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from camerasheet.config import Settings
from camerasheet.realtime.handover import upgrades
from camerasheet.web import (
    access,
    audit,
    caller,
    card,
    errors,
    health,
    pages,
    people,
    security,
    sheet,
)
from camerasheet.web.api import backups, files, jobs, openapi, sheets
from camerasheet.web.api import offsite as api_offsite
from camerasheet.web.api import replica as api_replica
from camerasheet.web.assets import Assets
from camerasheet.web.courtesy import courteous
from camerasheet.web.production import Production
from camerasheet.web.replica import panel as replica
from camerasheet.web.snapshots import jobs as snapshot_jobs
from camerasheet.web.snapshots import offsite, one, panel, restoring
from camerasheet.web.sockets import route
from camerasheet.web.sockets.content import Content
from camerasheet.web.transfer import export
from camerasheet.web.transfer import pages as importing


def _beside(name: str) -> Path:
    """``templates`` or ``static``: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def create_app(settings: Settings) -> Flask:
    """The application, with its data directory taken and its hub running.

    Call ``app.extensions["camerasheet"].drain(seconds)`` when done with it.
    Raises ``DataInUse``, ``DatabaseTooNew`` and other ``Trouble``.
    """
    static = _beside("static")
    app = Flask(__name__, template_folder=str(_beside("templates")), static_folder=str(static))
    app.config["MAX_CONTENT_LENGTH"] = settings.max_import_bytes + 64 * 1024
    place = Production(settings, lambda: Content(app.jinja_env))
    app.extensions["camerasheet"] = place
    app.secret_key = settings.secret_key or place.data.secret_key()
    if settings.admin_password:
        place.control.accounts.ensure_admin(settings.admin_password)
    Htmx(app)
    _compress(app)
    security.install(app, settings)
    assets = Assets(static)
    pages.install(app, assets)
    errors.install(app)
    for blueprint in (
        sheet.blueprint,
        card.blueprint,
        caller.blueprint,
        health.blueprint,
        sheets.blueprint,
        openapi.blueprint,
        files.blueprint,
        importing.blueprint,
        export.blueprint,
        audit.blueprint,
        backups.blueprint,
        api_offsite.blueprint,
        jobs.blueprint,
        api_replica.blueprint,
        replica.blueprint,
        panel.blueprint,
        offsite.blueprint,
        one.blueprint,
        restoring.blueprint,
        snapshot_jobs.blueprint,
    ):
        app.register_blueprint(blueprint)
    people.install(app, settings)
    route.install(app)
    static_view: Any = app.view_functions["static"]
    access.public(static_view)
    access.check_every_route(app)
    wsgi: Any = assets.shortcut(courteous(upgrades(app.wsgi_app), place.hub.way))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops, x_port=hops)
    app.wsgi_app = wsgi  # type: ignore[method-assign]
    return app


def _compress(app: Flask) -> None:
    """Smaller pages over bad Wi-Fi; gzip at its quickest, since every page is made anew."""
    app.config.update(
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=1,
        COMPRESS_MIN_SIZE=1000,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/javascript",
            "application/json",
            "image/svg+xml",
        ],
    )
    Compress(app)
