"""The cookie: Secure wherever that is possible, and nowhere else.

Crews open the app by address on a LAN without TLS; a browser would drop a Secure cookie there. So
it depends on the request and not on a setting that somebody could get wrong.
"""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class CookieInterface(SecureCookieSessionInterface):
    """Flask's signed cookie, Secure when the request came by https."""

    def __init__(self) -> None:
        self._signer: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's, made once for a key and not anew for each request."""
        key, signer = self._signer
        if key != app.secret_key:
            signer = super().get_signing_serializer(app)
            self._signer = (app.secret_key, signer)
        return signer

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it by https only. Trusted proxies have been heard."""
        return request.is_secure


def install(app: Flask) -> None:
    """Use it for every session of ``app``."""
    app.session_interface = CookieInterface()
    # A session lasts a fixed time from its making (see storage.control.sessions), and so does its
    # cookie. Sent again with every answer, a slow one could bring back what was just signed out.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
