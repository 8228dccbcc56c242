"""Styles, scripts and icons: at addresses that change with their contents, so that browsers may
keep them for good.

All of them share one version, which stands in the path. So a module that another one imports by a
relative address has it, too, and is kept as long; and what belongs together is never mixed.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import cached_property
from pathlib import Path
from typing import Final

from flask import Flask, Response, url_for
from markupsafe import Markup

_VERSIONED: Final = re.compile(r"v-([0-9a-f]{12})/(.+)")
_IMPORT: Final = re.compile(
    r"""^\s*(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


class Assets:
    """The files under ``static/``. They do not change while the server runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modules: dict[str, tuple[str, ...]] = {}

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
        return url_for("static", filename=f"v-{self.version}/{path}")

    def module(self, path: str) -> Markup:
        """The template function ``module(path)``: a script with all that it imports.

        The browser is told of the whole family at once. Otherwise it would learn of each
        generation only from the one before, a round trip at a time.
        """
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
