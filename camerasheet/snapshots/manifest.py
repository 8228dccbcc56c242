"""What is known of a snapshot, in a file beside it.

The manifest is the truth: a snapshot is there when its manifest is. A folder of both, copied to
another installation, needs nothing else.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from camerasheet.sheet.errors import DatabaseCorrupt

FORMAT: Final = 1


class Kind(StrEnum):
    """Why a snapshot was made."""

    MANUAL = "manual"
    SCHEDULED = "scheduled"
    PRE_RESTORE = "pre-restore"
    PRE_IMPORT = "pre-import"
    UPLOADED = "uploaded"
    REPLICA = "replica"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One snapshot.

    ``show_id`` is the show that the file speaks of, which for an uploaded one may be another than
    the one it lies with; slug and title are what that show was called then, '' where unknown.
    ``verified_ok`` is None until somebody, or the drill, has read it all and found it sound.
    ``txid_before`` and ``txid_after`` are the transactions up to which the replica had everything
    just before it was made and just after; None where that was not waited for, or not so in time.
    """

    filename: str
    kind: Kind
    size: int
    sha256: str
    created: datetime
    by_id: str
    by_name: str
    show_id: str
    show_slug: str
    show_title: str
    revision: str
    cues: int
    cameras: int
    shots: int
    digest: str
    seq: int
    epoch: str
    app_version: str
    name: str = ""
    note: str = ""
    pinned: bool = False
    verified_at: datetime | None = None
    verified_ok: bool | None = None
    problem: str = ""
    txid_before: int | None = None
    txid_after: int | None = None

    def verified(self, at: datetime, problem: str) -> "Manifest":
        """The same, read through ``at``; ``problem`` is a sentence, '' where it is sound."""
        return replace(self, verified_at=at, verified_ok=not problem, problem=problem)

    def as_json(self) -> dict[str, Any]:
        """The manifest as it is stored, and as programs get it."""
        return {
            "format": FORMAT,
            "filename": self.filename,
            "name": self.name,
            "note": self.note,
            "kind": self.kind.value,
            "pinned": self.pinned,
            "size": self.size,
            "sha256": self.sha256,
            "created": self.created.isoformat(),
            "by": {"id": self.by_id, "name": self.by_name},
            "show": {"id": self.show_id, "slug": self.show_slug, "title": self.show_title},
            "revision": self.revision,
            "counts": {"cues": self.cues, "cameras": self.cameras, "shots": self.shots},
            "digest": self.digest,
            "seq": self.seq,
            "epoch": self.epoch,
            "verified": {
                "at": self.verified_at.isoformat() if self.verified_at else None,
                "ok": self.verified_ok,
                "problem": self.problem,
            },
            "replica": {"txid_before": self.txid_before, "txid_after": self.txid_after},
            "app_version": self.app_version,
        }

    def as_text(self) -> str:
        """The manifest's file."""
        return json.dumps(self.as_json(), indent=2, ensure_ascii=False) + "\n"


def parse_manifest(text: str | bytes) -> Manifest:
    """The manifest in a file. Raises ``DatabaseCorrupt`` for what we did not write."""
    try:
        stored = json.loads(text)
        if stored["format"] != FORMAT:
            raise ValueError(stored["format"])
        manifest = _manifest(stored)
        manifest.as_text().encode()  # raises for half a surrogate pair, which no page can show
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise DatabaseCorrupt("This manifest cannot be read.") from error
    return manifest


def _manifest(stored: dict[str, Any]) -> Manifest:
    verified, counts = stored["verified"], stored["counts"]
    replica = stored.get("replica", {})  # manifests of before there was one have none
    return Manifest(
        filename=str(stored["filename"]),
        kind=Kind(stored["kind"]),
        size=int(stored["size"]),
        sha256=str(stored["sha256"]),
        created=_moment(stored["created"]),
        by_id=str(stored["by"]["id"]),
        by_name=str(stored["by"]["name"]),
        show_id=str(stored["show"]["id"]),
        show_slug=str(stored["show"]["slug"]),
        show_title=str(stored["show"]["title"]),
        revision=str(stored["revision"]),
        cues=int(counts["cues"]),
        cameras=int(counts["cameras"]),
        shots=int(counts["shots"]),
        digest=str(stored["digest"]),
        seq=int(stored["seq"]),
        epoch=str(stored["epoch"]),
        app_version=str(stored["app_version"]),
        name=str(stored["name"]),
        note=str(stored["note"]),
        pinned=bool(stored["pinned"]),
        verified_at=_moment(verified["at"]) if verified["at"] else None,
        verified_ok=verified["ok"],
        problem=str(verified["problem"]),
        txid_before=_maybe_number(replica.get("txid_before")),
        txid_after=_maybe_number(replica.get("txid_after")),
    )


def _maybe_number(stored: object) -> int | None:
    if stored is None or type(stored) is int:
        return stored
    raise TypeError(stored)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
