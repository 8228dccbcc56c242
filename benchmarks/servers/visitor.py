"""A browser's session without a browser."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.parse
import urllib.request

from benchmarks.servers.product import PASSWORD

PATIENCE = 30.0
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def signed_in(port: int) -> str:
    """The Cookie header of the admin. Raises RuntimeError when nobody is let in."""
    base = f"http://127.0.0.1:{port}"
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{base}/login", timeout=PATIENCE) as answer:
        token = CSRF.search(answer.read().decode())
    if token is None:
        raise RuntimeError("the login page has no csrf_token")
    fields = {"csrf_token": token[1], "login": "admin", "password": PASSWORD, "next": "/shows"}
    request = urllib.request.Request(f"{base}/login", urllib.parse.urlencode(fields).encode())
    request.add_header("Origin", base)
    request.add_header("Referer", f"{base}/login")
    with opener.open(request, timeout=PATIENCE) as answer:
        if "/login" in answer.url:
            raise RuntimeError("the admin was not let in")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
