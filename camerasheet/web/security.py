"""What protects a browser: the headers of every answer, CSRF, and where requests may come from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from camerasheet.config import Settings
from camerasheet.sheet.errors import Forbidden, SessionExpired, TooLarge
from camerasheet.web.access import bearer, identity, require_identity

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' {socket}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""No inline script or style. ``{socket}`` is this host's WebSocket address: some browsers do not
count it among ``'self'``."""

STRANGERS_BYTES = 16 * 1024
"""The largest body of somebody who is not signed in: forms for signing in need little."""

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def socket_origin() -> str:
    """This host's WebSocket origin, as the browser will write it."""
    return f"{'wss' if request.is_secure else 'ws'}://{request.host}"


def check_origin(required: bool) -> None:
    """Raises :class:`Forbidden` when a page of another origin is asking.

    ``required``: a browser session stands behind the request, so it must say where it comes from.
    Programs with a token send no Origin, and need none.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        if required:
            raise Forbidden("This request does not say which page it comes from.")
        return
    if urlsplit(origin).netloc.lower() != request.host.lower() or origin == "null":
        raise Forbidden("This request comes from another site.")


def _check_size() -> None:
    """Raises TooLarge for a body that nobody has to wait for, since nobody is signed in."""
    length = request.content_length
    chunked = length is None and "Transfer-Encoding" in request.headers
    if (chunked or (length or 0) > STRANGERS_BYTES) and identity() is None:
        raise TooLarge("Sign in before you send as much as this.")


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY.format(socket=socket_origin()))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        # Over plain http browsers ignore it, and complain on the console.
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    return response


def install(app: Flask, settings: Settings) -> None:
    """Protect every route of ``app``."""
    app.config.update(
        SESSION_COOKIE_NAME="camerasheet",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.session_days * 86_400,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a show runs longer than an hour
        WTF_CSRF_SSL_STRICT=False,  # the Origin is checked for every scheme instead
    )
    csrf = CSRFProtect(app)

    @app.before_request
    def guard() -> None:
        if request.method in SAFE or bearer() is not None:
            return
        check_origin(required=False)
        if request.path.startswith("/api/"):
            require_identity()  # a program needs to hear that, not that its page is too old
        _check_size()
        try:
            csrf.protect()
        except CSRFError:
            raise SessionExpired("This page is too old. Reload it and try again.") from None

    app.after_request(_headers)
