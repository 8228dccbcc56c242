"""Importing a sheet in the browser: choose, map the columns, look at what would happen, do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.desk import Turned
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, ImportRefused, Malformed
from camerasheet.sheet.incoming import Choices
from camerasheet.sheet.planned_rows import PlannedRows
from camerasheet.storage.ids import new_id
from camerasheet.transfer import Layout, Mapping, Table, read, read_pasted, suggest
from camerasheet.transfer.tables import column_letter
from camerasheet.transfer.targets import (
    CUE_TARGETS,
    IGNORE,
    LABELLED,
    SHOT_TARGETS,
    camera_column,
    of_camera,
)
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES
from camerasheet.web.handing import LONG_SECONDS, hand_in
from camerasheet.web.production import production
from camerasheet.web.transfer.merging import merge, preview
from camerasheet.web.transfer.uploads import Upload

blueprint = Blueprint("importing", __name__, url_prefix="/shows/<slug>/import")

SAMPLE_ROWS = 6
HEADER_ROWS = 30
"""How far down a header row can be chosen."""

_WORDS = {
    IGNORE: "Leave out",
    "number": "Cue number",
    "title": "Title",
    "section": "Section (heading)",
    "start": "Start time",
    "end": "End time",
    "duration": "Duration",
    "transition": "Transition",
    "notes": "Notes",
    LABELLED: "Notes, with the column's name",
    "camera": "Camera",
    "size": "Size",
    "subject": "Subject",
    "move": "Move",
    "angle": "Angle",
    "note": "Shot note",
    "taken": "Taken",
    "description": "Whole shot",
    "note+label": "Shot note, with the column's name",
}
LAYOUTS = {
    Layout.WIDE: "One row per cue, a column per camera",
    Layout.LONG: "One row per cue and camera",
    Layout.SHOTS: "A shot list: one row per shot",
}


@blueprint.get("")
@in_show(Action.PLAN)
def start(visit: Visit) -> ResponseReturnValue:
    """Choose a file, or paste."""
    return render_template("transfer/start.html", nav="import", error=None, pasted="")


@blueprint.post("")
@in_show(Action.PLAN)
def receive(visit: Visit) -> ResponseReturnValue:
    """Read what was chosen or pasted, and go on to the mapping."""
    file = request.files.get("file")
    pasted = request.form.get("pasted", "")
    try:
        if file is not None and file.filename:
            limit = production().settings.max_import_bytes
            name, tables = file.filename, read(file.filename, file.stream.read(), limit=limit)
        elif pasted.strip():
            name, tables = "Pasted text", [read_pasted(pasted)]
        else:
            raise ImportRefused("Choose a file, or paste the cells of a spreadsheet.")
    except ImportRefused as error:
        page = render_template("transfer/start.html", nav="import", error=error, pasted=pasted)
        return page, 422
    upload = production().uploads.add(visit.me.id, visit.show.id, name[:200], tables)
    return redirect(url_for("importing.mapping", slug=visit.show.slug, upload=upload.id))


def _camera_targets(mapping: Mapping, visit: Visit) -> dict[str, str]:
    """The camera columns that can be chosen: the sheet's cameras, and those the file speaks of."""
    found = {camera_column(c.number): c.number for c in visit.sheet.cameras_in_order()}
    for target in mapping.targets:
        camera = of_camera(target)
        if camera is not None:
            found.setdefault(target, f"{camera[0]} {camera[1]}".strip())
    return {target: f"Camera {number}" for target, number in found.items()}


def _targets(mapping: Mapping, visit: Visit) -> dict[str, str]:
    """What a column can be, and how it is called in the form."""
    words = {name: _WORDS[name] for name in (IGNORE, *CUE_TARGETS, LABELLED)}
    if mapping.layout is Layout.WIDE:
        return words | _camera_targets(mapping, visit)
    return words | {name: _WORDS[name] for name in SHOT_TARGETS}


def _table(upload: Upload, text: str) -> tuple[int, Table]:
    index = int(text) if text.isdecimal() and int(text) < len(upload.tables) else 0
    return index, upload.tables[index]


def _form_mapping(table: Table, guess: Mapping) -> Mapping:
    """The mapping that the form carries, or the guess where it carries none.

    Raises ``ImportRefused`` for one that cannot stand.
    """
    form = request.values
    layout = form.get("layout", guess.layout.value)
    header_text = form.get("header", "" if guess.header is None else str(guess.header))
    header = int(header_text) if header_text.isdecimal() else None
    if layout == guess.layout and "target-0" not in form:
        return replace(guess, header=header) if "header" in form else guess
    targets = [form.get(f"target-{i}", IGNORE) for i in range(max(table.width, len(guess.targets)))]
    if form.get("mapped_layout", layout) != layout:  # the old layout's words mean nothing now
        targets = [t if t in (IGNORE, *CUE_TARGETS, LABELLED) else IGNORE for t in targets]
    return Mapping.from_json({"layout": layout, "header": header, "targets": targets})


def _choices() -> Choices:
    return Choices(
        strike_absent=request.values.get("strike_absent") == "1",
        blank_clears=request.values.get("blank_clears") == "1",
    )


def _context(visit: Visit, upload: Upload) -> dict[str, Any]:
    """Everything that the mapping page and its preview show."""
    index, table = _table(upload, request.values.get("table", "0"))
    sheet = visit.sheet
    guess = suggest(table, sheet.vocabulary)
    context: dict[str, Any] = {
        "nav": "import",
        "sheet": sheet,
        "upload": upload,
        "table": table,
        "table_index": index,
        "choices": _choices(),
        "layouts": LAYOUTS,
        "plan": None,
        "planned": PlannedRows(),
        "error": None,
        "header_rows": [
            (i, " · ".join(cell for cell in row if cell)[:80] or "(empty)")
            for i, row in enumerate(table.rows[:HEADER_ROWS])
        ],
    }
    mapping = guess
    try:
        mapping = _form_mapping(table, guess)
        context["plan"] = preview(sheet, table, mapping, context["choices"], context["planned"])
    except (ImportRefused, Malformed) as error:
        context["error"] = error
    context["mapping"] = mapping
    context["columns"] = _columns(table, mapping)
    context["targets"] = _targets(mapping, visit)
    return context


def _columns(table: Table, mapping: Mapping) -> list[dict[str, Any]]:
    """Each column: its letter, its header, what it is taken for, and a few of its cells."""
    first = 0 if mapping.header is None else mapping.header + 1
    rows = [row for row in table.rows[first:] if row][:SAMPLE_ROWS]
    return [
        {
            "index": i,
            "letter": column_letter(i),
            "header": header,
            "target": mapping.targets[i] if i < len(mapping.targets) else IGNORE,
            "sample": [row[i] if i < len(row) else "" for row in rows],
        }
        for i, header in enumerate(mapping.headers(table))
    ]


@blueprint.get("/<upload>")
@in_show(Action.PLAN)
def mapping(visit: Visit, upload: str) -> ResponseReturnValue:
    """The mapping, and under it what would happen. Every change of the form comes back here."""
    kept = production().uploads.find(upload, visit.me.id, visit.show.id)
    context = _context(visit, kept)
    partial = bool(request.headers.get("HX-Request"))
    return render_template("transfer/_mapping.html" if partial else "transfer/map.html", **context)


@blueprint.post("/<upload>")
@in_show(Action.PLAN)
def apply(visit: Visit, upload: str) -> ResponseReturnValue:
    """Do what was previewed, in one step, or say why not."""
    kept = production().uploads.find(upload, visit.me.id, visit.show.id)
    context = _context(visit, kept)
    if context["plan"] is None:
        return render_template("transfer/map.html", **context), 422
    expected = request.form.get("expected", "")
    edit_id = f"import-{kept.id}-{expected[:12]}"
    table, mapped, choices = context["table"], context["mapping"], context["choices"]
    try:
        outcome = merge(
            *(visit, edit_id, kept.name, table, mapped, choices, expected),
            kept=context["planned"],
        )
    except CamerasheetError as error:
        return render_template("transfer/map.html", **context | {"error": error}), STATUSES[
            error.code
        ]
    if isinstance(outcome, Turned):
        context = _context(visit, kept)
        context["error"] = CamerasheetError(str(outcome.error["message"]))
        return render_template("transfer/map.html", **context), 409
    return render_template(
        "transfer/done.html", nav="import", plan=context["plan"], seq=outcome.seq, undone=None
    )


@blueprint.post("/undo/<int:seq>")
@in_show(Action.PLAN)
def undo(visit: Visit, seq: int) -> ResponseReturnValue:
    """Take the import back in one step."""
    payload = {"kind": "undo", "seq": seq}
    outcome = hand_in(visit, f"undo-import-{new_id()}", payload, timeout=LONG_SECONDS)
    return render_template("transfer/done.html", nav="import", plan=None, seq=seq, undone=outcome)
