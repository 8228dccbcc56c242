"""``make audit``: what is known is said, and silence is not taken for a good answer.

The real pip-audit and the real npm, asking a service of ours on this machine.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
VULNERABLE, NOT_ASKED = 1, 3


class Service:
    """Answers as OSV and as npm's registry do; ``bad`` are the packages it knows something of."""

    def __init__(self) -> None:
        self.bad: set[str] = set()
        self.silent = False
        self.asked: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                answer = json.dumps(service.answer(self.path, json.loads(body))).encode()
                self.send_response(405 if service.silent else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self) -> None:  # npm looks for a version without the advisory
                self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if "advisories" in path:
            self.asked |= set(body)
            return {name: [self._npm(name)] for name in body if name in self.bad}
        name = body["package"]["name"]
        self.asked.add(name)
        return {"vulns": [self._osv(name)]} if name in self.bad else {}

    def _npm(self, name: str) -> dict[str, Any]:
        return {
            "id": 1,
            "url": "https://example.org/1",
            "title": "bad",
            "severity": "high",
            "vulnerable_versions": "<99",
        }

    def _osv(self, name: str) -> dict[str, Any]:
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}]
        package = {"name": name, "ecosystem": "PyPI"}
        return {
            "id": "GHSA-bad",
            "summary": "bad",
            "affected": [{"package": package, "ranges": ranges}],
        }


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.close()


def audit(service: Service, tmp_path: Path) -> tuple[int, str]:
    """The exit code and what was said, for a small lock and our own package-lock.json."""
    (tmp_path / "requirements.lock").write_text("click==8.1.0\n")
    done = subprocess.run(
        [
            *(sys.executable, ROOT / "scripts" / "audit.py"),
            *("--lock", tmp_path / "requirements.lock", "--osv-url", f"{service.url}/v1/query"),
            *("--registry", service.url),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_nothing_known_is_clean_only_when_all_was_asked(service: Service, tmp_path: Path) -> None:
    code, said = audit(service, tmp_path)
    assert code == 0, said
    assert service.asked == {"click", "htmx.org"}


@pytest.mark.parametrize("bad", ["click", "htmx.org"])
def test_what_is_known_is_red(service: Service, tmp_path: Path, bad: str) -> None:
    service.bad = {bad}
    code, said = audit(service, tmp_path)
    assert code == VULNERABLE, said
    assert f"VULNERABLE  {bad}" in said


def test_a_service_that_does_not_answer_is_said(service: Service, tmp_path: Path) -> None:
    service.silent = True
    code, said = audit(service, tmp_path)
    assert code == NOT_ASKED
    assert "NOT AUDITED 2" in said
    assert "NO CLEAN BILL" in said


def test_a_version_below_its_floor_is_red_without_asking_anybody(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("Flask==3.1.2\n")
    command = (sys.executable, ROOT / "scripts" / "audit.py", "--offline", "--lock", lock)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == VULNERABLE
    assert done.stdout.startswith("Flask 3.1.2: CVE-2026-27205")
