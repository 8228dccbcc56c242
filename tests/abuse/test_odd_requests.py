"""Requests that nobody sends by mistake: each is refused as documented, the next is answered."""

import gzip
import json
from typing import NamedTuple

import pytest

from tests.support.live import LiveServer

HOST = b"Host: 127.0.0.1\r\n"
JSON = b"Content-Type: application/json\r\n"
TOKEN = b"{editor}"
EDITS = b"/api/shows/gala/edits"
STATIC = b"/static/css/base.css"


class Answer(NamedTuple):
    """One answer, taken apart."""

    status: int
    head: str
    body: bytes


def get(path: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    """A request without a body."""
    lines = b"".join(each + b"\r\n" for each in headers)
    return method + b" " + path + b" HTTP/1.1\r\n" + HOST + lines + b"\r\n"


def post(path: bytes, body: bytes, *headers: bytes, length: bytes | None = None) -> bytes:
    """A request with a body, by an editor's program."""
    size = b"Content-Length: " + (b"%d" % len(body) if length is None else length)
    authorization = b"Authorization: Bearer " + TOKEN
    return get(path, authorization, size, *headers, method=b"POST") + body


def chunked(body: bytes, *headers: bytes) -> bytes:
    """An edit by an editor's program whose body comes in chunks."""
    headers = (b"Authorization: Bearer " + TOKEN, b"Content-Type: application/json", *headers)
    return get(EDITS, *headers, b"Transfer-Encoding: chunked", method=b"POST") + body


def ask(server: LiveServer, request: bytes) -> Answer:
    """Send it as it is, and the first answer to it."""
    with server.raw() as sock:
        sock.sendall(request.replace(TOKEN, server.token("editor").encode()))
        with sock.makefile("rb") as file:
            lines = []
            while (line := file.readline()) not in (b"\r\n", b""):
                lines.append(line)
            head = b"".join(lines).decode("latin-1")
            size = next((n for n in head.lower().split("\r\n") if n.startswith("content-le")), "")
            body = file.read(int(size.partition(":")[2] or 0))
    return Answer(int(head.split()[1]), head, b"" if request[:4] == b"HEAD" else body)


def ask_head(server: LiveServer, request: bytes) -> Answer:
    """The same for what has no body."""
    with server.raw() as sock:
        sock.sendall(request)
        head = sock.recv(65536).decode("latin-1")
    return Answer(int(head.split()[1]), head, head.partition("\r\n\r\n")[2].encode())


REFUSED: dict[str, tuple[bytes, set[int]]] = {
    # Paths that lead elsewhere.
    "dots": (get(b"/static/../../pyproject.toml"), {404}),
    "encoded dots": (get(b"/static/%2e%2e/%2e%2e/pyproject.toml"), {404}),
    "encoded slashes": (get(b"/static/..%2f..%2fpyproject.toml"), {404}),
    "backslashes": (get(b"/static/..%5c..%5cpyproject.toml"), {404}),
    "double encoding": (get(b"/static/%252e%252e%252fpyproject.toml"), {404}),
    "an absolute path": (get(b"/static//etc/passwd"), {308, 404}),
    "a NUL": (get(b"/static/css/base.css%00.png"), {404}),
    "a NUL in a show": (get(b"/api/shows/gala%00/sheet"), {401, 404}),
    "not UTF-8": (get(b"/api/shows/%ff%fe"), {401, 404}),
    "raw bytes": (get(b"/api/shows/\xff\xfe"), {400, 401, 404}),
    "a space": (get(b"/api/shows/a b"), {400}),
    "a fragment": (get(b"/api/nothing#here"), {400, 404}),
    "an empty path": (get(b""), {400}),
    "a star": (get(b"*"), {400, 404, 405}),
    "another's address": (get(b"http://evil.example/api/nothing"), {400, 404}),
    "a relative path": (get(b"static/x"), {400, 404}),
    "long": (get(b"/" + b"a" * 5000), {414}),
    "long and encoded": (get(b"/" + b"%41" * 3000), {414}),
    # Heads that are not as HTTP has them.
    "long header": (get(b"/login", b"X: " + b"a" * 9000), {431}),
    "endless headers": (get(b"/login", *[b"X-%d: a" % n for n in range(200)]), {431}),
    "40 KB of headers": (get(b"/login", *[b"X: " + b"a" * 4000] * 10), {431}),
    "long cookie": (get(b"/login", b"Cookie: camerasheet=" + b"a" * 20_000), {431}),
    "bare LF": (b"GET /login HTTP/1.1\nHost: x\n\n", {400}),
    "folded": (get(b"/login", b"X: a\r\n b"), {400}),
    "NUL in a header": (get(b"/login", b"X: a\0b"), {400}),
    "no colon": (get(b"/login", b"nonsense"), {400}),
    "space before the colon": (get(b"/login", b"X : a"), {400}),
    "version 9": (b"GET /login HTTP/9.9\r\n" + HOST + b"\r\n", {400}),
    "no version": (b"GET /login\r\n" + HOST + b"\r\n", {400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "lower case": (get(b"/login", method=b"get"), {400}),
    "expecting": (get(b"/login", b"Expect: miracles"), {417}),
    # Where one request ends and the next begins.
    "two lengths": (post(EDITS, b"{}", b"Content-Length: 2"), {400}),
    "two other lengths": (post(EDITS, b"{}", b"Content-Length: 200"), {400}),
    "listed lengths": (post(EDITS, b"{}", length=b"2, 2"), {400}),
    "signed length": (post(EDITS, b"{}", length=b"+2"), {400}),
    "negative length": (post(EDITS, b"{}", length=b"-2"), {400}),
    "huge length": (post(EDITS, b"{}", length=b"9" * 17), {400, 413}),
    "hex length": (post(EDITS, b"{}", length=b"0x2"), {400}),
    "length and chunks": (post(EDITS, b"0\r\n\r\n", b"Transfer-Encoding: chunked"), {400}),
    "unknown coding": (get(b"/login", b"Transfer-Encoding: cow", method=b"POST"), {400}),
    "disguised coding": (get(b"/login", b"Transfer-Encoding: xchunked", method=b"POST"), {400}),
    "chunked twice": (chunked(b"0\r\n\r\n", b"Transfer-Encoding: chunked"), {400}),
    "coding after chunks": (
        get(b"/login", b"Transfer-Encoding: chunked, gzip", method=b"POST"),
        {400},
    ),
    "no size of a chunk": (chunked(b"zz\r\n{}\r\n0\r\n\r\n"), {400}),
    "negative chunk": (chunked(b"-2\r\n{}\r\n0\r\n\r\n"), {400}),
    "long chunk": (chunked(b"2\r\n{}{}\r\n0\r\n\r\n"), {400}),
    # Bodies.
    "invalid UTF-8": (post(EDITS, b'{"id": "\xff"}', JSON[:-2]), {400}),
    "not JSON": (post(EDITS, b"{", JSON[:-2]), {400}),
    "NaN": (post(EDITS, b'{"id": NaN}', JSON[:-2]), {400}),
    "nested": (post(EDITS, b"[" * 15_000, JSON[:-2]), {400}),
    "deeply nested": (post(EDITS, b"[" * 500_000 + b"]" * 500_000, JSON[:-2]), {400, 413}),
    "a huge number": (post(EDITS, b'{"id": ' + b"9" * 10_000 + b"}", JSON[:-2]), {400}),
    "compressed": (
        post(EDITS, gzip.compress(b"{}"), b"Content-Encoding: gzip", JSON[:-2]),
        {400},
    ),
    "no boundary": (
        post(b"/api/shows/gala/import", b"--x", b"Content-Type: multipart/form-data"),
        {400},
    ),
    "many parts": (
        post(
            b"/api/shows/gala/import",
            b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 2000 + b"--x--",
            b"Content-Type: multipart/form-data; boundary=x",
        ),
        {400, 413},
    ),
    "a stranger's chunks": (
        get(b"/login", b"Transfer-Encoding: chunked", method=b"POST") + b"1\r\na\r\n",
        {413},
    ),
    "a stranger's file": (
        get(b"/login", b"Content-Length: 9999999", method=b"POST") + b"a" * 100,
        {413},
    ),
    # Methods.
    "TRACE": (get(b"/login", method=b"TRACE"), {405}),
    "CONNECT": (get(b"/login", method=b"CONNECT"), {400, 405}),
    "one of our own": (get(b"/login", method=b"BREW"), {405}),
    "DELETE": (get(b"/api/shows/gala", method=b"DELETE"), {405, 401}),
    "overridden": (get(b"/api/shows/gala", b"X-HTTP-Method-Override: DELETE"), {401}),
    # Ranges and upgrades.
    "beyond the end": (get(STATIC, b"Range: bytes=99999999-"), {416}),
    "no WebSocket": (get(b"/ws/shows/gala", b"Upgrade: h2c", b"Connection: Upgrade"), {400, 403}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_the_next_is_answered(server: LiveServer, name: str) -> None:
    request, expected = REFUSED[name]
    answer = ask(server, request)
    assert answer.status in expected, answer
    assert b"root:" not in answer.body
    assert b"[project]" not in answer.body
    if request.partition(b" ")[2].startswith(b"/api/") and answer.status != 308:
        assert {"code", "message"} <= set(json.loads(answer.body)), answer
    assert server.get("/healthz")[0] == 200
    assert "Traceback" not in server.log()


ANSWERED = {
    "HEAD": get(b"/login", method=b"HEAD"),
    "OPTIONS": get(b"/login", method=b"OPTIONS"),
    "an empty line first": b"\r\n" + get(b"/login"),
    "h2c": get(b"/login", b"Upgrade: h2c", b"Connection: Upgrade, HTTP2-Settings"),
    "nonsense ranges": get(STATIC, b"Range: bytes=a-b,-,5-1"),
    "a thousand ranges": get(STATIC, b"Range: bytes=" + b",".join([b"0-1"] * 1000)),
    "a cookie of 7 KB": get(b"/login", b"Cookie: camerasheet=" + b"a" * 7000),
    "a cookie that is none": get(b"/login", b"Cookie: ;;=;camerasheet;camerasheet==;\xff"),
    "another host": get(b"/login").replace(HOST, b"Host: evil.example\r\n"),
    "an overridden method": get(b"/login", b"X-HTTP-Method-Override: DELETE"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_it_is_odd_and_allowed(server: LiveServer, name: str) -> None:
    answer = ask_head(server, ANSWERED[name])
    assert answer.status in (200, 206, 416), answer
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize("host", [b"", b"a b", b"<script>", b"x/../y", b"a@b", b"[::1", b"x:99999"])
def test_no_host_gets_into_a_page(server: LiveServer, host: bytes) -> None:
    answer = ask(server, get(b"/login").replace(b"127.0.0.1", host))
    assert answer.status in (200, 400), answer
    assert "<script>" not in answer.head


INJECTED = b"%0d%0aX-Evil:%20yes%0d%0a%0d%0aevil"


@pytest.mark.parametrize(
    "path",
    [
        b"/shows/gala" + INJECTED,
        b"/shows/gala?x=" + INJECTED,
        b"/login?next=/" + INJECTED,
        b"/login?next=//evil.example/",
        b"/login?next=/%5cevil.example",
        b"/login?next=https:evil.example",
        b"/join/" + INJECTED,
        b"/static/" + INJECTED,
        b"/shows/gala/export" + INJECTED,
        b"/api/shows/gala/export?format=" + INJECTED,
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_gets_into_a_header(server: LiveServer, path: bytes, signed_in: bool) -> None:
    cookie = str(server.people["cookie"]).encode()
    answer = ask(server, get(path, b"Cookie: " + cookie) if signed_in else get(path))
    assert answer.status < 500, answer
    names = {line.partition(":")[0].lower() for line in answer.head.split("\r\n")}
    assert "x-evil" not in names
    location = [x for x in answer.head.split("\r\n") if x.lower().startswith("location:")]
    assert all(x[10:].startswith("/") and not x[10:].startswith(("//", "/\\")) for x in location)


def test_a_cookie_that_was_tampered_with_is_nobodys(server: LiveServer) -> None:
    cookie = str(server.people["cookie"])
    assert ask(server, get(b"/shows/gala", b"Cookie: " + cookie.encode())).status == 200
    name, _, value = cookie.partition("=")
    payload, _, signature = value.partition(".")
    tampered = [value[:-6] + "AAAAAA", payload, f"{payload}.", f".{signature}", f"eyJ9.{signature}"]
    tampered += [value.swapcase(), '"' + value[::-1] + '"', "\xff" * 40, "." * 500, "a" * 3000]
    for each in tampered:
        header = f"Cookie: {name}={each}".encode("latin-1")
        answer = ask(server, get(b"/shows/gala", header))
        assert answer.status == 302, (each, answer)
        assert "/login" in answer.head


def test_a_show_is_not_opened_by_another_ones_key(server: LiveServer) -> None:
    for path in ("/api/shows/other", "/api/shows/other/sheet", "/api/shows/nowhere"):
        assert server.get(path, role="editor")[0] == 404


def test_one_request_hidden_in_another_is_not_answered(server: LiveServer) -> None:
    hidden = get(b"/healthz")
    for outer in (
        post(EDITS, b"0\r\n\r\n" + hidden, b"Transfer-Encoding: chunked"),
        post(EDITS, b"", b"Content-Length: %d" % len(hidden)) + hidden,
        get(EDITS, b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", method=b"POST")
        + b"0\r\n\r\n"
        + hidden,
    ):
        with server.raw() as sock:
            sock.sendall(outer.replace(TOKEN, server.token("editor").encode()))
            said = b"".join(iter(lambda: sock.recv(4096), b""))
        assert said.startswith(b"HTTP/1.1 400 ")
        assert said.count(b"HTTP/1.1") == 1, said
