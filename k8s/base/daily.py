"""Once a day: ask the server for a snapshot of every show, and to push it offsite.

Runs in a pod of its own with nothing but Python (``daily.yaml``); a token of an admin lets it in.
Exits with 1 when anything failed, so that the job is tried again: what is there already is neither
made nor sent twice.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SECONDS = 600
"""How long to wait for the answer. The server answers within two minutes, and goes on by itself."""


def ask(url: str, token: str) -> dict[str, Any]:
    """What became of every show. Raises ``OSError``, ``ValueError`` for what is no answer of ours.

    An answer that says what failed is returned like any other.
    """
    request = urllib.request.Request(  # noqa: S310  (the manifest says where)
        f"{url}/api/backups/daily", b"", {"Authorization": f"Bearer {token}"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = json.load(error)
    return said


def lines(said: dict[str, Any]) -> list[str]:
    """For the log: one for each database, or why there was nothing."""
    if "shows" not in said:
        return [str(said["message"])]
    found = [*((each["show"], each) for each in said["shows"]), ("accounts", said["control"])]
    return [f"{name}: {_became(each)}" for name, each in found]


def _became(one: dict[str, Any]) -> str:
    if one["error"]:
        return str(one["error"]["message"])
    return f"{one['filename']} is {'offsite' if one['pushed'] else 'here, and not offsite (yet)'}"


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="where the server is")
    parser.add_argument("--token-file", required=True, type=Path, help="holds an admin's token")
    asked = parser.parse_args()
    try:
        said = ask(asked.url.rstrip("/"), asked.token_file.read_text().strip())
    except (OSError, ValueError) as error:
        print(f"{asked.url} did not answer: {error}", file=sys.stderr)
        return 1
    print(*lines(said), sep="\n")
    return 0 if said.get("status") == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
