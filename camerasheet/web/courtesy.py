"""Pages give way to edits: see ``realtime/way.py``."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from camerasheet.web.production import production

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from camerasheet.realtime.way import RightOfWay

PATIENCE_SECONDS: Final = 0.05
"""How long a page waits for edits at most: they may come without a pause."""


def courteous(app: WSGIApplication, way: RightOfWay) -> WSGIApplication:
    """WSGI middleware: what is only looked at begins when no edit is on its way.

    Upgrades are not among it: who comes back has missed edits already.
    """

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        upgrade = environ.get("PATH_INFO", "").startswith("/ws/")
        if environ.get("REQUEST_METHOD") in ("GET", "HEAD") and not upgrade:
            way.give(PATIENCE_SECONDS)
        return app(environ, start_response)

    return wrapped


def drawing() -> AbstractContextManager[object]:
    """Around what draws a large page: one is drawn at a time."""
    return production().hub.way.one_at_a_time
