"""A full disk harms neither the show nor the shelf."""

import json
import subprocess
import sys
from pathlib import Path


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.snapshots.fulldisk", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    *seen, after = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [each["name"] for each in seen] == [
        *("create", "upload", "restore", "undo", "describe"),
        *("delete", "prune", "drill", "control"),
    ]
    for each in seen:
        assert each["code"] == "storage", each
        assert each["unharmed"], each
        assert not each["more"], each
        assert len(each["gone"]) == (each["name"] in ("delete", "prune")), each
        assert not each["left"], each
        assert not each["strays"], each
        assert not each["running"], each
    assert after["code"] == "done"
