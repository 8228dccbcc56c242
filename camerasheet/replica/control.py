"""Litestream's control socket: HTTP over a Unix socket, the only part of it that tells the truth.

``litestream status`` says "ok" with the daemon dead, ``GET /list`` says "replicating" with the
store frozen, and the status word of ``POST /sync`` says "no_change" meanwhile. What does not lie
is the pair of transaction ids that ``POST /sync`` gives: equal means that all is in the replica.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from camerasheet.replica.program import redacted
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed

ANSWER_SECONDS: Final = 2.0
"""It answers what it knows within a millisecond: one that takes longer is as good as dead."""


LETTING_GO_SECONDS: Final = 5
"""How long it may take over its last sync of a database."""


@dataclass(frozen=True, slots=True)
class Info:
    """Who answers."""

    version: str
    pid: int


@dataclass(frozen=True, slots=True)
class Synced:
    """How far a database is, by its transactions: here and in the replica.

    ``replicated`` is 0 while something is on its way.
    """

    txid: int
    replicated: int

    @property
    def complete(self) -> bool:
        """Whether the replica has all of it."""
        return self.replicated >= self.txid


class HangingError(ReplicaFailed):
    """It took the question and gave no answer in time."""


@dataclass(frozen=True, slots=True)
class Control:
    """Any thread may call any method; each call is a connection of its own."""

    path: Path

    def info(self) -> Info:
        """Who answers. Raises ``ReplicaFailed``."""
        said = self._ask("GET", "/info")
        return Info(str(said.get("version", "")), int(said.get("pid", 0)))

    def databases(self) -> dict[Path, datetime | None]:
        """What it replicates, and when it last looked; None for never.

        That it looked does not mean that the store could be written. One that somebody stopped is
        left out. Raises ``ReplicaFailed``.
        """
        return {
            Path(each["path"]): _moment(each.get("last_sync_at"))
            for each in self._listed()
            if each["status"] != "stopped"
        }

    def stopped(self) -> set[Path]:
        """What it knows of and was told to let go of. Raises ``ReplicaFailed``."""
        return {Path(each["path"]) for each in self._listed() if each["status"] == "stopped"}

    def _listed(self) -> list[dict[str, Any]]:
        return self._ask("GET", "/list").get("databases") or []

    def look(self, database: Path) -> Synced:
        """How far it is, without waiting. Raises ``ReplicaFailed``.

        It may hang with the store, when Litestream is comparing the two just then.
        """
        return _synced(self._ask("POST", "/sync", {"path": str(database)}))

    def txid(self, database: Path) -> int:
        """Its last transaction here, told also while the store hangs. Raises ``ReplicaFailed``."""
        return int(self._ask("GET", f"/txid?path={quote(str(database))}").get("txid", 0))

    def sync(self, database: Path, seconds: float) -> Synced:
        """Wait until the replica has all of it, about ``seconds`` (whole ones) at most.

        Raises ``ReplicaBehind`` when it has not by then, or cannot, saying why; ``ReplicaFailed``
        when nobody answers.
        """
        whole = max(1, round(seconds))
        asked = {"path": str(database), "wait": True, "timeout": whole}
        try:
            found = _synced(self._ask("POST", "/sync", asked, whole + ANSWER_SECONDS))
        except _RefusedError as refused:
            raise ReplicaBehind(f"The replica has not caught up: {reason(str(refused))}") from None
        if not found.complete:
            raise ReplicaBehind(
                f"The replica has not caught up: it has {found.replicated} of {found.txid}."
            )
        return found

    def stop(self, database: Path) -> None:
        """Have it let go of a database. Raises ``ReplicaFailed``, also when the last sync failed;
        it has let go nevertheless."""
        self._ask("POST", "/stop", _within(database), LETTING_GO_SECONDS + ANSWER_SECONDS)

    def start(self, database: Path) -> None:
        """Have it replicate a database that it let go of. Raises ``ReplicaFailed``."""
        self._ask("POST", "/start", _within(database), LETTING_GO_SECONDS + ANSWER_SECONDS)

    def _ask(
        self, method: str, path: str, body: object = None, seconds: float = ANSWER_SECONDS
    ) -> dict[str, Any]:
        connection = _OverSocket(self.path, seconds)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            said = json.loads(answer.read())
        except TimeoutError:
            raise HangingError("Litestream is there and does not answer.") from None
        except (OSError, HTTPException, ValueError) as error:
            raise ReplicaFailed(f"Litestream does not answer on {self.path}.") from error
        finally:
            connection.close()
        if not isinstance(said, dict):
            raise ReplicaFailed("Litestream answered something that is not understood.")
        if answer.status != 200:
            raise _RefusedError(redacted(str(said.get("error", answer.status))))
        return said


class _RefusedError(ReplicaFailed):
    """It answered that it could not."""


class _OverSocket(HTTPConnection):
    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        """Instead of TCP."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


_REASONS: Final = {
    "NoSuchBucket": "the bucket is not there",
    "SignatureDoesNotMatch": "the store refuses our keys",
    "InvalidAccessKeyId": "the store refuses our keys",
    "AccessDenied": "the store does not allow it with our keys",
    "no EC2 IMDS role found": "there are no keys for the store",
    "no space left": "the replica's disk is full",
    "connection refused": "nobody answers at the store's address",
    "no such host": "the store's address is not known",
    "permission denied": "the replica's directory may not be written",
    "read-only file system": "the replica's disk is read-only",
    "deadline exceeded": "the store does not answer",
    "did not answer within": "the store does not answer",
}


def reason(text: str) -> str:
    """What Litestream said went wrong, in a few words where they are known."""
    for mark, words in _REASONS.items():
        if mark in text:
            return f"{words}."
    return redacted(text)[:300]


def _within(database: Path) -> dict[str, object]:
    return {"path": str(database), "timeout": LETTING_GO_SECONDS}


def _synced(said: dict[str, Any]) -> Synced:
    return Synced(int(said.get("txid", 0)), int(said.get("replicated_txid", 0)))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
