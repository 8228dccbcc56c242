"""Every refusal as an HTTP answer: the one table from codes to statuses, and one JSON shape."""

from __future__ import annotations

import logging
from typing import Final

from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, HTTPException, UnsupportedMediaType

from camerasheet.realtime.handshake import VERSION, HandshakeError
from camerasheet.sheet.errors import CamerasheetError, Malformed, SignInNeeded, Trouble
from camerasheet.web.access import bearer

log = logging.getLogger(__name__)

STATUSES: Final = {
    "error": 500,
    "refused": 409,
    "malformed": 400,
    "forbidden": 403,
    "sign_in": 401,
    "not_found": 404,
    "gone": 410,
    "conflict": 409,
    "stale_position": 409,
    "id_reused": 409,
    "epoch": 409,
    "number_taken": 409,
    "on_hold": 409,
    "nothing_next": 409,
    "nothing_to_do": 409,
    "cannot_undo": 409,
    "locked": 423,
    "exists": 409,
    "busy": 409,
    "edits_since": 409,
    "last_verified": 409,
    "no_offsite": 409,
    "replica_behind": 409,
    "replica_empty": 404,
    "too_many": 429,
    "too_large": 413,
    "expired": 400,
    "import": 422,
    "snapshot": 422,
    "snapshot_newer": 422,
    "trouble": 503,
    "storage": 507,
    "database_missing": 503,
    "database_corrupt": 503,
    "database_locked": 503,
    "database_newer": 503,
    "data_in_use": 503,
    "sqlite_unsafe": 503,
    "setting": 500,
    "replica_failed": 503,
    "offsite": 503,
    "not_recovered": 503,
    "shutting_down": 503,
    # What has no class of its own: it comes from the web itself.
    "method": 405,
    "too_slow": 408,
    "too_many_connections": 503,
    "internal": 500,
}
"""Error codes and the HTTP statuses they are answered with."""

_BY_STATUS: Final = {
    400: "malformed",
    401: "sign_in",
    403: "forbidden",
    404: "not_found",
    405: "method",
    410: "gone",
    413: "too_large",
    429: "too_many",
}


_TOLD: Final = ("Allow", "Content-Range", "Retry-After")
"""Headers that say more than the status does."""


def wants_json() -> bool:
    """Whether whoever asks is a program: the API's paths and tokens, or JSON preferred to HTML."""
    if request.path.startswith(("/api/", "/ws/")) or bearer() is not None:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def answer(error: dict[str, object], status: int) -> ResponseReturnValue:
    """The error, as JSON, as a partial for htmx or as a page."""
    if wants_json():
        response: Response = jsonify(error)
        response.status_code = status
        return response
    template = "errors/partial.html" if request.headers.get("HX-Request") else "errors/page.html"
    return render_template(template, error=error, status=status, show=None, me=None), status


def refuse(error: CamerasheetError) -> ResponseReturnValue:
    """The answer to anything that was turned down."""
    status = STATUSES[error.code]
    if isinstance(error, Trouble):
        log.error("%s: %s", error.code, error.message)
    if isinstance(error, SignInNeeded) and _is_page():
        return redirect(url_for("login.form", next=request.full_path.rstrip("?")))
    return answer(error.as_json(), status)


def _is_page() -> bool:
    return request.method == "GET" and not wants_json() and "HX-Request" not in request.headers


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if isinstance(error, UnsupportedMediaType):
        return refuse(Malformed("Send JSON, with the header Content-Type: application/json."))
    code = _BY_STATUS.get(status, "internal" if status >= 500 else "refused")
    message = error.description or "That did not work."
    if status == 404:
        message = "There is nothing at this address."
    response = make_response(answer({"code": code, "message": message}, status))
    for name, value in error.get_headers():
        if name in _TOLD:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("a request failed: %s %s", request.method, request.path)
    message = "The server could not do this. What happened is in its log; nothing was changed."
    return answer({"code": "internal", "message": message}, 500)


def _bad_upgrade(error: HandshakeError) -> ResponseReturnValue:
    response = make_response(refuse(Malformed(str(error))))
    response.headers["Sec-WebSocket-Version"] = VERSION  # RFC 6455, section 4.4
    return response


def _bad_body(error: ParseException) -> ResponseReturnValue:
    return refuse(Malformed("The body of this request is not as HTTP has it."))


def _too_slow(error: ClientDisconnected) -> ResponseReturnValue:
    """Its body did not arrive in time; or the client has gone, and nobody reads this."""
    message = "The request took too long to arrive. Send it again."
    return answer({"code": "too_slow", "message": message}, STATUSES["too_slow"])


def install(app: Flask) -> None:
    """Answer every error of ``app`` in the one shape."""
    app.register_error_handler(CamerasheetError, refuse)
    app.register_error_handler(HandshakeError, _bad_upgrade)
    app.register_error_handler(ParseException, _bad_body)
    app.register_error_handler(ClientDisconnected, _too_slow)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
