"""What is answered before the application is asked."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from gunicorn.http import errors

SENTENCES: Final = {
    400: ("malformed", "This is not a request as HTTP has it."),
    403: ("forbidden", "This is not allowed."),
    408: ("too_slow", "The request took too long to arrive. Send it again."),
    414: ("too_large", "The address is too long."),
    417: ("malformed", "Nothing can be expected but 100-continue."),
    431: ("too_large", "The request's headers are too large."),
    503: ("too_many_connections", "Too many connections are open. Try again in a few seconds."),
}
"""For each status: the code and the message of docs/errors.md."""

RETRY_SECONDS = 5

_MORE: Final = {503: f"Retry-After: {RETRY_SECONDS}\r\n"}

_STATUSES: Final = {
    errors.LimitRequestLine: 414,
    errors.LimitRequestHeaders: 431,
    errors.ExpectationFailed: 417,
}


_OURS: Final = (
    errors.ConfigurationProblem,
    errors.InvalidResponseHeader,
    errors.InvalidResponseHeaderName,
)


def status_of(error: BaseException) -> int | None:
    """The status for what the parser could not read; None when it is no fault of the client."""
    if isinstance(error, _OURS):
        return None
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return status
    return 400 if isinstance(error, errors.ParseException) else None


def refusal(status: int, request: bytes = b"") -> bytes:
    """The whole answer.  `request` is what is known of the request: a browser reads the sentence.

    The connection is closed after it.
    """
    code, message = SENTENCES[status]
    if b"text/html" in request:
        kind, body = "text/plain; charset=utf-8", message + "\n"
    else:
        kind, body = "application/json", json.dumps({"code": code, "message": message}) + "\n"
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"{_MORE.get(status, '')}Connection: close\r\n\r\n"
    )
    return (head + body).encode()
