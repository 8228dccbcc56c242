"""Import and export for programs."""

from __future__ import annotations

import json

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from camerasheet.desk import Turned
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.incoming import Choices
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.storage.ids import new_id
from camerasheet.transfer import Mapping, read, suggest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.api.bodies import answer
from camerasheet.web.production import production
from camerasheet.web.transfer.export import download
from camerasheet.web.transfer.merging import merge, preview

blueprint = Blueprint("api_files", __name__, url_prefix="/api/shows/<slug>")


def _switch(name: str) -> bool:
    text = request.args.get(name, "0")
    if text not in ("0", "1"):
        raise Malformed(f"{name} is 0 or 1.")
    return text == "1"


def _mapping() -> Mapping | None:
    """The mapping that came with the file, or None: then the columns are guessed."""
    text = request.form.get("mapping")
    if text is None:
        return None
    try:
        return Mapping.from_json(json.loads(text))
    except (ValueError, RecursionError):
        raise Malformed("mapping is not JSON.") from None


@blueprint.post("/import")
@in_show(Action.PLAN)
def import_file(visit: Visit) -> ResponseReturnValue:
    """Merge a file into the sheet, all of it or nothing; or only say what would happen."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Malformed("Send the file as multipart/form-data, in a part named file.")
    limit = production().settings.max_import_bytes
    table = read(file.filename, file.stream.read(), limit=limit)[0]
    sheet = visit.sheet
    mapping = _mapping() or suggest(table, sheet.vocabulary)
    choices = Choices(_switch("strike_absent"), _switch("blank_clears"))
    kept = PlannedRows()
    planned = preview(sheet, table, mapping, choices, kept)
    body = {**planned.as_json(), "mapping": mapping.as_json(), "applied": False, "seq": None}
    if _switch("preview"):
        return jsonify(body)
    edit_id = request.form.get("id") or f"import-{new_id()}"
    outcome = merge(
        *(visit, edit_id, file.filename, table, mapping, choices, planned.fingerprint),
        kept=kept,
    )
    if isinstance(outcome, Turned):
        return answer(outcome)
    return jsonify({**body, "applied": True, "seq": outcome.seq})


@blueprint.get("/export")
@in_show(Action.READ)
def export(visit: Visit) -> ResponseReturnValue:
    """The sheet as CSV or XLSX."""
    kind = request.args.get("format", "csv")
    if kind not in ("csv", "xlsx"):
        raise Malformed("format is csv or xlsx.")
    return download(visit, kind)
