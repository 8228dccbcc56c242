"""The description of the HTTP API, served at ``/api/openapi.json``.

Edits, bodies and errors come from the code that parses and answers them; what is written here by
hand is one line per operation. A test holds it against the routes, and the answers against it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter

from camerasheet import __version__
from camerasheet.sheet.edits import EDITS, MOST_SEQ, Edit
from camerasheet.web.access import public
from camerasheet.web.api import backups_described, offsite_described, replica_described, schemas
from camerasheet.web.api.bodies import Body, NewShow, PostedEdit, PostedLive
from camerasheet.web.api.operations import json_content as _json
from camerasheet.web.api.operations import operation as _operation
from camerasheet.web.api.operations import path as _path
from camerasheet.web.api.operations import ref as _ref

blueprint = Blueprint("openapi", __name__)

_REF = "#/components/schemas/{model}"
_SHOW = "/shows/{slug}"


_EDIT_REFUSALS = (
    "conflict",
    "stale_position",
    "id_reused",
    "epoch",
    "number_taken",
    "on_hold",
    "nothing_next",
    "nothing_to_do",
    "cannot_undo",
    "exists",
    "locked",
    "trouble",
    "storage",
    "shutting_down",
)


def _paths() -> dict[str, Any]:
    listed = {"type": "array", "items": _ref("Show")}
    return {
        "/shows": {
            "get": _operation("The shows that you may read.", _json(listed)),
            "post": _operation(
                "Make a show. Admins only.",
                _json(_ref("Show")),
                status="201",
                body=_json(_ref("NewShow")),
                refusals=("exists",),
            ),
        },
        _SHOW: _path(("slug",), get=_operation("One show.", _json(_ref("Show")))),
        **_reading(),
        **_writing(),
        **_files(),
        **backups_described.paths(),
        **offsite_described.paths(),
        **replica_described.paths(),
        "/openapi.json": {
            "get": _operation("This description.", _json({"type": "object"})),
        },
    }


def _reading() -> dict[str, Any]:
    seq = {"type": "integer", "minimum": 0, "maximum": MOST_SEQ}
    after = {"after": (seq, "The seq that you have seen.")}
    return {
        f"{_SHOW}/sheet": _path(
            ("slug",), get=_operation("The whole sheet.", _json(_ref("Sheet")))
        ),
        f"{_SHOW}/cues": _path(
            ("slug",), get=_operation("Every cue with its shots.", _json(_ref("Cues")))
        ),
        f"{_SHOW}/cues/{{cue}}": _path(
            ("slug", "cue"), get=_operation("One cue with its shots.", _json(_ref("Cue")))
        ),
        f"{_SHOW}/cameras": _path(
            ("slug",), get=_operation("Every camera.", _json(_ref("Cameras")))
        ),
        f"{_SHOW}/cameras/{{camera}}": _path(
            ("slug", "camera"), get=_operation("One camera.", _json(_ref("Camera")))
        ),
        f"{_SHOW}/events": _path(
            ("slug",),
            get=_operation(
                "The log after a seq, at most 1,000 events. `seq` is that up to which the answer "
                "goes: ask on after it, until no events come.",
                _json(_ref("Events")),
                query=after,
            ),
        ),
    }


def _writing() -> dict[str, Any]:
    return {
        f"{_SHOW}/edits": _path(
            ("slug",),
            post=_operation(
                "Apply one edit, once.",
                _json(_ref("Accepted")),
                body=_json(_ref("PostedEdit")),
                refusals=_EDIT_REFUSALS,
            ),
        ),
        f"{_SHOW}/live": _path(
            ("slug",),
            get=_operation("Where the show stands.", _json(_ref("Live"))),
            post=_operation(
                "Stand by, take, go back, go to a cue, hold, release.",
                _json(_ref("MovedLive")),
                body=_json(_ref("PostedLive")),
                refusals=_EDIT_REFUSALS,
            ),
        ),
    }


def _files() -> dict[str, Any]:
    file_body = {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    }
    switch = {"type": "string", "enum": ["0", "1"]}
    choices = {
        "preview": (switch, "1: only say what would happen."),
        "strike_absent": (switch, "1: strike cues that the file does not name."),
        "blank_clears": (switch, "1: an empty cell of the file empties the sheet's."),
    }
    kinds = {
        "text/csv": {"schema": {"type": "string"}},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
            "schema": {"type": "string", "format": "binary"}
        },
    }
    which = {"format": ({"type": "string", "enum": ["csv", "xlsx"]}, "csv when left out.")}
    return {
        f"{_SHOW}/import": _path(
            ("slug",),
            post=_operation(
                "Merge a CSV or XLSX file into the sheet, all of it or nothing.",
                _json(_ref("Imported")),
                body=file_body,
                query=choices,
                refusals=("import", "too_large", "nothing_to_do", "conflict", "locked"),
            ),
        ),
        f"{_SHOW}/export": _path(
            ("slug",), get=_operation("The sheet as a file.", kinds, query=which)
        ),
    }


def _edit_schemas() -> dict[str, Any]:
    """One schema per kind of edit, and ``Edit`` for any of them."""
    adapter: TypeAdapter[Any] = TypeAdapter(Edit)
    whole = adapter.json_schema(ref_template=_REF)
    found: dict[str, Any] = whole["$defs"]
    found["Edit"] = {"oneOf": [_ref(kind.__name__) for kind in EDITS]}
    return found


@cache
def description() -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    models: tuple[type[Body], ...] = (
        *(NewShow, PostedEdit, PostedLive),
        *backups_described.BODIES,
        *replica_described.BODIES,
    )
    bodies = {
        model.__name__: model.model_json_schema(by_alias=True, ref_template=_REF)
        for model in models
    }
    bodies["PostedEdit"]["properties"]["edit"] = _ref("Edit")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "camerasheet",
            "version": __version__,
            "description": "Every error is {code, message, …}; codes never change.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **_edit_schemas(),
                **bodies,
                **schemas.answers(),
                **backups_described.answers(),
                **replica_described.answers(),
                **offsite_described.answers(backups_described.answers()["Backup"]),
            },
        },
    }


@blueprint.get("/api/openapi.json")
@public
def document() -> ResponseReturnValue:
    """The description, for programs and for people who write them."""
    return jsonify(description())
