"""The shapes of the API's answers, as JSON Schema (2020-12, the dialect of OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_SWITCH = {"type": "boolean"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_NUMBER = {"type": ["integer", "null"]}


def _thing(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _sheet_parts() -> dict[str, Any]:
    return {
        "Camera": _thing(
            **dict.fromkeys(("id", "number", "name", "mount", "operator", "colour"), _TEXT),
            as_directed=_SWITCH,
            role=_TEXT,
            down=_SWITCH,
            rank=_TEXT,
            version=_NUMBER,
        ),
        "Shot": _thing(
            **dict.fromkeys(
                ("camera", "size", "size_typed", "subject", "move", "move_typed"), _TEXT
            ),
            **dict.fromkeys(("angle", "angle_typed", "note"), _TEXT),
            taken=_SWITCH,
            version=_NUMBER,
        ),
        "Cue": _thing(
            **dict.fromkeys(("id", "number", "title"), _TEXT),
            kind={"enum": ["cue", "heading"]},
            start=_MAYBE_NUMBER,
            duration=_MAYBE_NUMBER,
            transition=_TEXT,
            notes=_TEXT,
            rank=_TEXT,
            version=_NUMBER,
            shots=_list("Shot"),
        ),
        "Live": _thing(
            seq=_NUMBER,
            cue=_MAYBE_TEXT,
            number=_MAYBE_TEXT,
            next=_MAYBE_TEXT,
            standby=_SWITCH,
            hold=_SWITCH,
            at=_MAYBE_NUMBER,
        ),
        "Term": _thing(
            family={"enum": ["size", "move", "angle"]},
            code=_TEXT,
            name=_TEXT,
            aliases={"type": "array", "items": _TEXT},
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
                "seq": _NUMBER,
                "kind": _TEXT,
                "by": _thing(id=_TEXT, name=_TEXT),
                "at": _NUMBER,
                "edit": _TEXT,
                "changes": _list("Change"),
                "notes": {"type": "object"},
            },
            "required": ["seq", "kind", "by", "at", "edit", "changes"],
            "additionalProperties": False,
        },
    }


def answers() -> dict[str, Any]:
    """Every schema that answers are made of, by name."""
    stand = {"epoch": _TEXT, "seq": _NUMBER}
    return {
        **_sheet_parts(),
        **_events(),
        "Error": {
            "type": "object",
            "properties": {"code": _TEXT, "message": _TEXT, "current": True},
            "required": ["code", "message"],
        },
        "Show": _thing(
            **dict.fromkeys(("id", "slug", "title", "created_at"), _TEXT), archived=_SWITCH
        ),
        "Sheet": _thing(
            **stand,
            live=_ref("Live"),
            house=_thing(uses_standby=_SWITCH, locked=_SWITCH),
            ready={"type": "array", "items": _thing(cue=_TEXT, camera=_TEXT)},
            cameras=_list("Camera"),
            cues=_list("Cue"),
            vocabulary=_list("Term"),
        ),
        "Cues": _thing(**stand, cues=_list("Cue")),
        "Cameras": _thing(**stand, cameras=_list("Camera")),
        "Events": _thing(**stand, events=_list("Event")),
        "Accepted": _thing(id=_TEXT, seq=_NUMBER),
        "MovedLive": _thing(id=_TEXT, seq=_NUMBER, live=_ref("Live")),
        "Imported": {
            "type": "object",
            "properties": {
                "applied": _SWITCH,
                "seq": _MAYBE_NUMBER,
                "added": {"type": "array"},
                "changed": {"type": "array"},
                "same": _NUMBER,
                "absent": {"type": "array"},
                "cameras_added": {"type": "array"},
                "cameras_changed": {"type": "array"},
                "notices": {"type": "array", "items": _TEXT},
            },
            "required": ["applied", "seq", "added", "changed", "same", "absent", "notices"],
        },
    }
