"""The daily job's program, when the server does not do what it asks. See also the rehearsal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.program import Served
from tests.realtime.serverprocess import free_port
from tests.rehearsal.manifests import ROOT


def daily(url: str, token: str, place: Path) -> subprocess.CompletedProcess[str]:
    file = place / "token"
    file.write_text(f"{token}\n")
    return subprocess.run(
        [sys.executable, ROOT / "k8s/base/daily.py", f"--url={url}", f"--token-file={file}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_server_that_is_away(tmp_path: Path) -> None:
    done = daily(f"http://127.0.0.1:{free_port()}", "cst_none", tmp_path)
    assert done.returncode == 1
    assert "did not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_token_that_is_none(tmp_path: Path) -> None:
    with Served(tmp_path / "data") as server:
        done = daily(server.url, "cst_none", tmp_path)
    assert done.returncode == 1
    assert "token" in done.stdout
    assert "Traceback" not in done.stderr
