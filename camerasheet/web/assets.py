"""Styles, scripts and icons: at addresses that change with their contents, so that browsers may
keep them for good.

All of them share one version, which stands in the path. So a module that another one imports by a
relative address has it, too, and is kept as long; and what belongs together is never mixed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, Response
from markupsafe import Markup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_VERSIONED: Final = re.compile(r"v-([0-9a-f]{12})/(.+)")
_IMPORT: Final = re.compile(
    r"""^\s*(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file as it is sent: both ways, with its headers."""

    plain: bytes
    small: bytes
    headers: tuple[tuple[str, str], ...]

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        smaller = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        body = self.small if smaller else self.plain
        more = [("Content-Length", str(len(body)))]
        if smaller:
            more.append(("Content-Encoding", "gzip"))
        start_response("200 OK", [*self.headers, *more])
        return [body]


class Assets:
    """The files under ``static/``. They do not change while the server runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modules: dict[str, tuple[str, ...]] = {}
        self._families: dict[str, Markup] = {}
        self._sent: dict[str, _Kept] = {}

    @cached_property
    def version(self) -> str:
        """A fingerprint of all of them."""
        found = hashlib.sha256()
        for file in sorted(self._folder.rglob("*")):
            if file.is_file():
                found.update(str(file.relative_to(self._folder)).encode() + b"\0")
                found.update(hashlib.sha256(file.read_bytes()).digest())
        return found.hexdigest()[:12]

    def url(self, path: str) -> str:
        """The template function ``asset(path)``: the address of a file."""
        return f"/static/v-{self.version}/{path}"

    def module(self, path: str) -> Markup:
        """The template function ``module(path)``: a script with all that it imports.

        The browser is told of the whole family at once. Otherwise it would learn of each
        generation only from the one before, a round trip at a time.
        """
        if path not in self._families:
            self._families[path] = self._family(path)
        return self._families[path]

    def _family(self, path: str) -> Markup:
        preload = Markup('<link rel="modulepreload" href="{}">')
        links = [preload.format(self.url(each)) for each in self.imports(path)]
        script = Markup('<script type="module" src="{}"></script>').format(self.url(path))
        return Markup("\n").join([*links, script])

    def imports(self, path: str) -> tuple[str, ...]:
        """What a module imports, and what that imports, and so on; without itself."""
        if path not in self._modules:
            family: dict[str, None] = {}
            self._collect(path, family)
            del family[path]
            self._modules[path] = tuple(family)
        return self._modules[path]

    def _collect(self, path: str, family: dict[str, None]) -> None:
        if path in family:
            return
        family[path] = None
        folder = posixpath.dirname(path)
        for relative in _IMPORT.findall((self._folder / path).read_text("utf-8")):
            self._collect(posixpath.normpath(posixpath.join(folder, relative)), family)

    def serve(self, app: Flask, filename: str) -> Response:
        """The file of an address. One without our version may be another tomorrow."""
        match = _VERSIONED.fullmatch(filename)
        answer = app.send_static_file(match[2] if match else filename)
        ours = match is not None and match[1] == self.version
        answer.headers["Cache-Control"] = _FOR_GOOD if ours else "no-cache"
        return answer

    def shortcut(self, app: WSGIApplication) -> WSGIApplication:
        """WSGI middleware that answers for files of our version by itself, out of memory.

        A page has some forty of them. By way of Flask each takes 3 ms of the one processor that
        the show runs on; here a tenth of one. All else, also what is not there, goes on to ``app``.
        """

        def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            before = self.url("")
            path = environ.get("PATH_INFO", "")
            if environ.get("REQUEST_METHOD") == "GET" and path.startswith(before):
                kept = self._kept(path.removeprefix(before))
                if kept is not None:
                    return kept.answer(environ, start_response)
            return app(environ, start_response)

        return wrapped

    @cached_property
    def _names(self) -> frozenset[str]:
        files = (file for file in self._folder.rglob("*") if file.is_file())
        return frozenset(file.relative_to(self._folder).as_posix() for file in files)

    def _kept(self, path: str) -> _Kept | None:
        if path not in self._names:  # nothing else is ever opened
            return None
        if path not in self._sent:
            plain = (self._folder / path).read_bytes()
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            headers = (
                ("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind),
                ("Cache-Control", _FOR_GOOD),
                ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Vary", "Accept-Encoding"),
            )
            self._sent[path] = _Kept(plain, gzip.compress(plain, mtime=0), headers)
        return self._sent[path]
