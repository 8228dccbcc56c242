"""Answers that are given without the application."""

import json

import pytest
from gunicorn.http import errors

from camerasheet.serving.refusals import SENTENCES, refusal, status_of
from camerasheet.web.errors import STATUSES


def test_they_have_the_shape_of_all_errors() -> None:
    for status, (code, message) in SENTENCES.items():
        head, _, body = refusal(status).decode().partition("\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ")
        assert json.loads(body) == {"code": code, "message": message}
        assert code in STATUSES
    assert b"Retry-After: 5\r\n" in refusal(503)


def test_a_browser_gets_the_sentence() -> None:
    request = b"GET / HTTP/1.1\r\nAccept: text/html\r\n"
    assert refusal(503, request).endswith(SENTENCES[503][1].encode() + b"\n")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidRequestLine("x"), 400),
        (errors.UnsupportedTransferCoding("x"), 400),
        (errors.LimitRequestLine(1, 1), 414),
        (errors.LimitRequestHeaders("x"), 431),
        (errors.InvalidResponseHeader("ours"), None),
        (ValueError("ours"), None),
    ],
)
def test_only_what_the_client_did_is_its_fault(error: Exception, status: int | None) -> None:
    assert status_of(error) == status
