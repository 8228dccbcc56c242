"""One fingerprint of what a sheet says, the same wherever and whenever it is computed.

Over canonical rows: cues and cameras in their order, cells that say something, the vocabulary.
Left out: versions, the log, the live position, ready ticks and house switches (how the show is
run, not what it is), ranks (their order counts, not their spelling), and blank cells.
"""

import hashlib
import json
from typing import Any

from camerasheet.sheet.changes import fields_of
from camerasheet.sheet.model import Sheet


def _without_rank(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "rank"}


def content(sheet: Sheet) -> dict[str, Any]:
    """What is fingerprinted, as JSON values."""
    return {
        "cameras": [
            {"id": camera.id, **_without_rank(fields_of(camera))}
            for camera in sheet.cameras_in_order()
        ],
        "cues": [
            {
                "id": row.cue.id,
                **_without_rank(fields_of(row.cue)),
                "shots": {
                    camera: fields_of(shot)
                    for camera, shot in row.shots.items()
                    if not shot.is_blank
                },
            }
            for row in sheet.in_order()
        ],
        "terms": [
            {"family": family, "code": code, **fields_of(term)}
            for (family, code), term in sorted(sheet.vocabulary.terms.items())
        ],
    }


def content_digest(sheet: Sheet) -> str:
    """The SHA-256, in hex, of :func:`content` as canonical JSON."""
    text = json.dumps(content(sheet), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
