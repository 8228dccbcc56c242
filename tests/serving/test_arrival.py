"""When a request has arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.serving.arrival import LARGEST_HEAD, LONGEST_LINE, SMALL_BODY, Arrival, Verdict

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


def fed(*pieces: bytes) -> Verdict:
    arrival = Arrival()
    verdicts = [arrival.feed(piece) for piece in pieces]
    assert set(verdicts[:-1]) <= {Verdict.INCOMPLETE}
    return verdicts[-1]


@pytest.mark.parametrize(
    ("request_", "verdict"),
    [
        (b"G", Verdict.INCOMPLETE),
        (GET, Verdict.INCOMPLETE),
        (GET + b"\r\n", Verdict.WHOLE),
        (b"\r\n" + GET + b"\r\n", Verdict.WHOLE),
        (b"GET / HTTP/1.1\r\n\r\n", Verdict.WHOLE),
        (b"GET / HTTP/1.1\nHost: x\n\n", Verdict.WHOLE),
        (b"GET /" + b"a" * (LONGEST_LINE - 5), Verdict.INCOMPLETE),
        (b"GET /" + b"a" * LONGEST_LINE, Verdict.WHOLE),
        (GET + b"A: " + b"a" * LARGEST_HEAD, Verdict.HEAD_TOO_LARGE),
        (GET + b"A: " + b"a" * LARGEST_HEAD + b"\r\n\r\n", Verdict.HEAD_TOO_LARGE),
        (POST + b"Content-Length: 3\r\n\r\nab", Verdict.INCOMPLETE),
        (POST + b"Content-Length: 3\r\n\r\nabc", Verdict.WHOLE),
        (POST + b"content-length:3\r\n\r\nabcGET /", Verdict.WHOLE),
        (POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", Verdict.BEGUN),
        (POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc", Verdict.WHOLE),
        (POST + b"Content-Length: %d\r\n\r\n" % SMALL_BODY, Verdict.INCOMPLETE),
        (POST + b"Content-Length: %d\r\n\r\n" % (SMALL_BODY + 1), Verdict.BEGUN),
        (POST + b"Content-Length: -3\r\n\r\n", Verdict.WHOLE),
        (POST + b"Content-Length: 3, 3\r\n\r\n", Verdict.WHOLE),
        (POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n", Verdict.WHOLE),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", Verdict.BEGUN),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", Verdict.WHOLE),
    ],
)
def test_each_form(request_: bytes, verdict: Verdict) -> None:
    assert fed(request_) is verdict


@given(st.lists(st.integers(1, 60)))
def test_it_does_not_matter_how_it_is_cut(cuts: list[int]) -> None:
    whole = POST + b"Content-Length: 30\r\n\r\n" + b"b" * 30
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(whole[at : at + cut])
        at += cut
    pieces.append(whole[at:])
    assert fed(*[piece for piece in pieces if piece]) is Verdict.WHOLE
