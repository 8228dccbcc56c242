"""Whether the server is alive, and whether it should be sent visitors."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from camerasheet import __version__
from camerasheet.storage.control.identity import Identity
from camerasheet.web.access import admin_only, public
from camerasheet.web.production import production

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers. Nothing else is looked at: a restart would not mend a full disk.

    How the replica stands is told and decides nothing: the show goes on without it.
    """
    replica = production().replica.status().state
    return jsonify(status="ok", version=__version__, replica=replica.value)


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The databases answer too. Raises ``Trouble`` (503) when they do not."""
    place = production()
    with place.control.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    return jsonify(status="ready", clients=place.hub.count)


@blueprint.get("/metrics")
@admin_only  # the shows' names are nobody else's business
def metrics(somebody: Identity) -> ResponseReturnValue:
    """The figures for Prometheus, which sends a token."""
    from camerasheet.web.metrics import CONTENT_TYPE_LATEST, scraped  # not needed to start

    return Response(scraped(production()), content_type=CONTENT_TYPE_LATEST)
