"""The sheet as a file."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.transfer import export_csv, export_xlsx
from camerasheet.web.access import Visit, in_show

blueprint = Blueprint("export", __name__, url_prefix="/shows/<slug>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(visit: Visit, kind: str) -> Response:
    """The answer that makes a browser save the sheet; ``kind`` is csv or xlsx."""
    sheet = visit.sheet
    if kind == "csv":
        response = Response(export_csv(sheet), content_type="text/csv; charset=utf-8")
    else:
        response = Response(export_xlsx(sheet, visit.show.title), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{visit.show.slug}.{kind}"'
    return response


@blueprint.get("/export.csv")
@in_show(Action.READ)
def csv(visit: Visit) -> ResponseReturnValue:
    """Lossless: importing it into an empty show and exporting that gives the same bytes."""
    return download(visit, "csv")


@blueprint.get("/export.xlsx")
@in_show(Action.READ)
def xlsx(visit: Visit) -> ResponseReturnValue:
    """For people, with the lossless rows on a second worksheet."""
    return download(visit, "xlsx")
