"""The cookie: Secure wherever that is possible, and nowhere else.

Crews open the app by address on a LAN without TLS; a browser would drop a Secure cookie there. So
it depends on the request and not on a setting that somebody could get wrong.
"""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


class CookieInterface(SecureCookieSessionInterface):
    """Flask's signed cookie, Secure when the request came by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it by https only. Trusted proxies have been heard."""
        return request.is_secure


def install(app: Flask) -> None:
    """Use it for every session of ``app``."""
    app.session_interface = CookieInterface()
    # A session lasts a fixed time from its making (see storage.control.sessions), and so does its
    # cookie. Sent again with every answer, a slow one could bring back what was just signed out.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
