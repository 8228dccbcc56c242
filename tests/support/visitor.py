"""A browser without scripts, for a server in another process: it keeps cookies and sends forms."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

TIMEOUT = 30.0


class Visitor:
    """Somebody at ``url``. ``secrets`` are the cookies and form tokens that they were given."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.secrets: set[str] = set()
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    @property
    def cookie(self) -> str:
        """What the browser would send as its ``Cookie`` header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def open(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of a page, redirects followed."""
        return self._send(urllib.request.Request(f"{self.url}{path}", headers=headers or {}))

    def submit(self, path: str, page: str = "", **fields: str) -> tuple[int, str]:
        """Fill in a form of ``page`` (left out, of ``path`` itself) and send it to ``path``."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.open(page or path)[1])
        assert token is not None, f"no form on {page or path}"
        self.secrets.add(token[1])
        body = urlencode({"csrf_token": token[1], **fields}).encode()
        headers = {"Origin": self.url}
        return self._send(urllib.request.Request(f"{self.url}{path}", body, headers))

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        finally:
            self.secrets |= {cookie.value for cookie in self._jar if cookie.value}
