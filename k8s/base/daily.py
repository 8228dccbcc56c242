"""Once a day: ask the server for a snapshot of every show, and to push it offsite.

Runs in a pod of its own with nothing but Python (``daily.yaml``); a token of an admin lets it in.
One show that fails does not keep the others from theirs. Exits with 1 when any failed, so that the
job is tried again: a second snapshot of the same morning does no harm.
"""

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SECONDS = 600
"""How long one request may take: a large snapshot is pushed through a slow line."""


class Server:
    """The HTTP API."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The JSON of one request. Raises ``OSError`` with the server's own words."""
        request = urllib.request.Request(  # noqa: S310  (the manifest says where)
            self._url + path,
            json.dumps(body or {}).encode() if method == "POST" else None,
            {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise OSError(_words(error)) from error


def _words(error: urllib.error.HTTPError) -> str:
    """The sentence of an error, which the API has in its JSON."""
    with error:
        said = error.read().decode(errors="replace")
    try:
        return str(json.loads(said)["message"])
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"


def save(server: Server, slug: str, name: str) -> str:
    """One snapshot, and its copy offsite; its file name. Raises ``OSError``."""
    show = f"/api/shows/{urllib.parse.quote(slug)}/backups"
    made = str(server.ask("POST", show, {"name": name})["filename"])
    server.ask("POST", f"{show}/{urllib.parse.quote(made)}/offsite")
    return made


def main() -> int:
    """Every show in use; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="where the server is")
    parser.add_argument("--token-file", required=True, type=Path, help="holds an admin's token")
    asked = parser.parse_args()
    server = Server(asked.url.rstrip("/"), asked.token_file.read_text().strip())
    name = f"daily {datetime.now(UTC):%Y-%m-%d}"
    failed = 0
    for show in server.ask("GET", "/api/shows"):
        try:
            print(f"{show['slug']}: {save(server, show['slug'], name)} is offsite", flush=True)
        except OSError as error:
            failed += 1
            print(f"{show['slug']}: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
