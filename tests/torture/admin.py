"""The admin who makes snapshots, restores them and takes that back, whatever else goes on."""

from __future__ import annotations

import random
import threading
import traceback
from collections.abc import Callable
from http.client import BadStatusLine, IncompleteRead
from typing import Any

from tests.torture.evidence import TRANSIENT, Evidence
from tests.torture.scene import Phase, Scene

Call = Callable[[str, str, Any], tuple[int, Any]]
PAUSE = 1.5
"""Seconds between two deeds, on average."""
KEPT = 12
"""Snapshots beyond so many are removed: each holds the whole log, and the disk is small."""
EXPECTED = (TRANSIENT - {"trouble"}) | {
    *("nothing_to_do", "not_found", "gone", "edits_since", "replica_behind", "replica_failed"),
    *("exists", "last_verified", "cannot_undo", "conflict", "refused"),
}
"""What may be refused, and why: the disk, another job, a snapshot that has been pruned."""


class Admin(threading.Thread):
    """``call`` makes one request of the HTTP API."""

    def __init__(self, seed: int, scene: Scene, call: Call) -> None:
        super().__init__(name="admin", daemon=True)
        self.scene = scene
        self.evidence: Evidence = scene.evidence
        self.dice = random.Random(f"{seed}-admin")
        self._call = call
        self._jobs: list[str] = []
        self._first = ["snapshot", "restore", "undo"]  # so that each has been in any run

    def run(self) -> None:
        while (phase := self.scene.phase) is not Phase.OVER:
            if phase is not Phase.PLAY or self.scene.port is None:
                for what in ("settled", "compared", "away"):
                    self.scene.report(phase, self.name, what)
                self.scene.wait(0.1, phase)
                continue
            try:
                self._deed()
            except (OSError, BadStatusLine, IncompleteRead):  # the server has just died
                self.evidence.count("request broken")
            except Exception:
                self.evidence.trouble(f"admin: {traceback.format_exc(limit=-4)}")
            self.scene.wait(self.dice.expovariate(1 / PAUSE), Phase.PLAY)

    def _deed(self) -> None:
        deeds = ("snapshot", "restore", "undo")
        deed = self._first[0] if self._first else self.dice.choice(deeds)
        if deed == "snapshot":
            done = self._did("snapshot", self._api("POST", "/backups", {}))
        elif deed == "restore" or not self._jobs:
            done = self._restore()
        else:
            done = self._undo(self._jobs.pop())
        if done and self._first and (deed != "restore" or self._jobs):
            self._first.pop(0)

    def _restore(self) -> bool:
        status, listed = self._api("GET", "/backups", None)
        if status != 200:
            return self._did("list", (status, listed))
        if not listed:
            return False
        for found in listed[KEPT:]:
            self._did("removal", self._api("DELETE", f"/backups/{found['filename']}", None))
        name = self.dice.choice(listed[:KEPT])["filename"]
        deed = self._api("POST", f"/backups/{name}/restore", {"without_replica": True})
        done = self._did("restore", deed)
        if done and deed[1].get("job"):
            self._jobs.append(deed[1]["job"]["id"])
        return done

    def _undo(self, job: str) -> bool:
        keep = {"keep_edits": self.dice.random() < 0.5, "without_replica": True}
        return self._did("undo of a restore", self._call("POST", f"/jobs/{job}/undo", keep))

    def _api(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        return self._call(method, f"/shows/{self.scene.slug}{path}", body)

    def _did(self, what: str, answer: tuple[int, Any]) -> bool:
        status, said = answer
        if status < 300:
            self.evidence.count(what)
            return True
        code = said.get("code")
        self.evidence.count(f"{what} refused: {code}")
        if code not in EXPECTED:
            self.evidence.trouble(f"{what} was refused: {status} {said}")
        return False
