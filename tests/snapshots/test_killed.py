"""kill -9 at every step of everything that writes leaves the old state or the new one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.killed import OPERATIONS

STEPS_AT_LEAST = {"describe": 4, "delete": 5, "prune": 5, "create": 8, "upload": 7}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_killed_at_every_step(operation: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.snapshots.killed", operation, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    before, *after = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(after) > STEPS_AT_LEAST.get(operation, 15)
    done = after[-1]
    for step, found in enumerate(after, 1):
        where = f"{operation} killed at step {step}: {found}"
        assert not found["running"], where
        assert not found["left"], where
        assert not found["strays"], where
        assert not found["again"], where
        assert found["all_sound"], where
        assert found["works_on"], where
        assert _old_or_new(operation, before, found, done), where
    assert any(found["said"] for found in after), "nothing was ever left to clear"


def _old_or_new(
    operation: str, before: dict[str, Any], found: dict[str, Any], done: dict[str, Any]
) -> bool:
    if operation in ("restore", "undo"):
        old, new = before["content"], done["content"]
        assert old != new or operation == "restore"
        if len(found["jobs"]) == len(before["jobs"]):
            return bool(found["content"] == old)  # killed before there was a job
        return bool(found["content"] == (new if found["newest_worked"] else old))
    assert found["content"] == before["content"]
    names = {tuple(each) for each in found["snapshots"]}
    old_names = {tuple(each) for each in before["snapshots"]}
    if operation in ("delete", "prune"):
        return names <= old_names
    if operation == "describe":
        return {(n, s) for n, _, s in names} == {(n, s) for n, _, s in old_names}
    return len(names - old_names) <= 1  # create may also prune
