"""The shapes of the API's answers, as JSON Schema (2020-12, the dialect of OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from camerasheet.web.api.operations import ref
from camerasheet.web.api.shapes import MAYBE_NUMBER, MAYBE_TEXT, NUMBER, SWITCH, TEXT, many, thing


def _list(name: str) -> dict[str, Any]:
    return many(ref(name))


def _sheet_parts() -> dict[str, Any]:
    return {
        "Camera": thing(
            **dict.fromkeys(("id", "number", "name", "mount", "operator", "colour"), TEXT),
            as_directed=SWITCH,
            role=TEXT,
            down=SWITCH,
            rank=TEXT,
            version=NUMBER,
        ),
        "Shot": thing(
            **dict.fromkeys(
                ("camera", "size", "size_typed", "subject", "move", "move_typed"), TEXT
            ),
            **dict.fromkeys(("angle", "angle_typed", "note"), TEXT),
            taken=SWITCH,
            version=NUMBER,
        ),
        "Cue": thing(
            **dict.fromkeys(("id", "number", "title"), TEXT),
            kind={"enum": ["cue", "heading"]},
            start=MAYBE_NUMBER,
            duration=MAYBE_NUMBER,
            transition=TEXT,
            notes=TEXT,
            rank=TEXT,
            version=NUMBER,
            shots=_list("Shot"),
        ),
        "Live": thing(
            seq=NUMBER,
            cue=MAYBE_TEXT,
            number=MAYBE_TEXT,
            next=MAYBE_TEXT,
            standby=SWITCH,
            hold=SWITCH,
            at=MAYBE_NUMBER,
        ),
        "Term": thing(
            family={"enum": ["size", "move", "angle"]},
            code=TEXT,
            name=TEXT,
            aliases=many(TEXT),
        ),
    }


def _events() -> dict[str, Any]:
    return {
        "Change": {
            "type": "object",
            "properties": {
                "on": {"enum": ["cue", "camera", "shot", "term", "live", "ready", "house"]},
                "set": {"type": "object"},
                "made": {"const": True},
                "removed": {"const": True},
            },
            "required": ["on"],
        },
        "Event": {
            "type": "object",
            "properties": {
                "seq": NUMBER,
                "kind": TEXT,
                "by": thing(id=TEXT, name=TEXT),
                "at": NUMBER,
                "edit": TEXT,
                "changes": _list("Change"),
                "notes": {"type": "object"},
            },
            "required": ["seq", "kind", "by", "at", "edit", "changes"],
            "additionalProperties": False,
        },
    }


def answers() -> dict[str, Any]:
    """Every schema that answers are made of, by name."""
    stand = {"epoch": TEXT, "seq": NUMBER}
    return {
        **_sheet_parts(),
        **_events(),
        "Error": {
            "type": "object",
            "properties": {"code": TEXT, "message": TEXT, "current": True},
            "required": ["code", "message"],
        },
        "Show": thing(
            **dict.fromkeys(("id", "slug", "title", "created_at"), TEXT), archived=SWITCH
        ),
        "Sheet": thing(
            **stand,
            live=ref("Live"),
            house=thing(uses_standby=SWITCH, locked=SWITCH),
            ready={"type": "array", "items": thing(cue=TEXT, camera=TEXT)},
            cameras=_list("Camera"),
            cues=_list("Cue"),
            vocabulary=_list("Term"),
        ),
        "Cues": thing(**stand, cues=_list("Cue")),
        "Cameras": thing(**stand, cameras=_list("Camera")),
        "Events": thing(**stand, events=_list("Event")),
        "Accepted": thing(id=TEXT, seq=NUMBER),
        "MovedLive": thing(id=TEXT, seq=NUMBER, live=ref("Live")),
        "Imported": {
            "type": "object",
            "properties": {
                "applied": SWITCH,
                "seq": MAYBE_NUMBER,
                "added": {"type": "array"},
                "changed": {"type": "array"},
                "same": NUMBER,
                "absent": {"type": "array"},
                "cameras_added": {"type": "array"},
                "cameras_changed": {"type": "array"},
                "notices": many(TEXT),
            },
            "required": ["applied", "seq", "added", "changed", "same", "absent", "notices"],
        },
    }
